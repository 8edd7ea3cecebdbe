/**
 * The prompt as repeated in messages: Midjourney shows the parsed prompt, not the typed one. It expects a prompt that
 * passed `checkPrompt`, and shows invalid parts unchanged. It does not escape text for Discord; the renderers do.
 */

import { formatAspectRatio, parseAspectRatio } from './aspect.ts';
import { JOB_PARAMETERS, withoutParameters, withoutRepetition } from './change.ts';
import type { FlagRole } from './flag.ts';
import { FLAGS } from './flags.ts';
import { formatParameter, joinValues } from './format.ts';
import type { KnownParameter, Parameter, ParsedPrompt } from './prompt.ts';
import { aspectRatioOf, hasParameter, parameterOf, versionGivenBy } from './read.ts';
import { formatReference, parseReference } from './reference.ts';
import { echoVersion } from './version.ts';

const NEVER_ECHOED: readonly (FlagRole | undefined)[] = ['mode', 'batch'];

/** Formats a link to a picture. */
type WriteLink = (url: string) => string;
const asItIs: WriteLink = (url) => `<${url}>`;

/** `<https://a.b/c.png> a cat --ar 16:9 --v 7.0 --raw` */
export function echoPrompt(parsed: ParsedPrompt, write: WriteLink = asItIs): string {
  const shown = withoutRepetition(parsed).parameters.filter(
    (parameter) => parameter.kind !== 'known' || !NEVER_ECHOED.includes(FLAGS[parameter.name].role),
  );
  const isRaw = (parameter: Parameter) => parameter.kind === 'known' && parameter.name === 'raw';
  return joinParts([
    ...echoImages(parsed, write),
    parsed.text,
    ...shown.filter((parameter) => !isRaw(parameter)).map((each) => echoParameter(each, write)),
    ...shown.filter(isRaw).map(formatParameter),
  ]);
}

/** `a cat --motion high --video 1 --aspect 1:1`: parameters that only affect pictures are dropped. */
export function echoVideoPrompt(
  parsed: ParsedPrompt,
  motion: 'low' | 'high',
  write: WriteLink = asItIs,
): string {
  const kept = (['loop', 'end', 'bs'] as const)
    .map((name) => parameterOf(parsed, name))
    .filter((parameter) => parameter !== null);
  return joinParts([
    ...echoImages(parsed, write),
    parsed.text,
    ...kept.map((parameter) => echoParameter(parameter, write)),
    `--motion ${motion} --video 1 --aspect ${formatAspectRatio(aspectRatioOf(parsed))}`,
    hasParameter(parsed, 'raw') ? '--raw' : '',
  ]);
}

/** The prompt that a modal is prefilled with: without the parameters that only concerned the first job. */
export const promptToEdit = (parsed: ParsedPrompt): ParsedPrompt =>
  withoutParameters(parsed, [...JOB_PARAMETERS, 'zoom']);

const joinParts = (parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join(' ');

const echoImages = (parsed: ParsedPrompt, write: WriteLink): readonly string[] =>
  parsed.imageUrls.map(({ url, weight }) => formatReference({ target: write(url), weight }));

function echoParameter(parameter: Parameter, write: WriteLink): string {
  if (parameter.kind !== 'known') return formatParameter(parameter);
  const version = versionGivenBy(parameter);
  if (version !== null) return echoVersion(version);
  const name = `--${FLAGS[parameter.name].echoedAs ?? parameter.name}`;
  return joinParts([name, echoValues(parameter, write)]);
}

function echoValues(parameter: KnownParameter, write: WriteLink): string {
  const [first = ''] = parameter.values;
  const { takes } = FLAGS[parameter.name];
  if (takes === 'ratio') {
    const ratio = parseAspectRatio(first);
    return ratio === null ? first : formatAspectRatio(ratio);
  }
  if (parameter.name === 'quality' && first === '3') return '4';
  if (takes !== 'link' && takes !== 'links' && takes !== 'references') return joinValues(parameter);
  return parameter.values.map((value) => echoReference(value, write)).join(' ');
}

function echoReference(value: string, write: WriteLink): string {
  const reference = parseReference(value);
  if (reference?.kind !== 'link') return value;
  return formatReference({ ...reference, target: write(reference.target) });
}

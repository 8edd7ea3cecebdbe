/**
 * A prompt as APIMart's fields. Flags that have a field of the same meaning go there, because a
 * field wins over the text; the rest stays in the text as Midjourney writes it. A flag that is wrong
 * is accepted and fails minutes later, so versions are checked here.
 */
import type { Json } from '#domain/json.ts';
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import { withoutParameters } from '#domain/prompt/change.ts';
import type { ParameterName } from '#domain/prompt/flag.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import {
  aspectRatioOf,
  hasParameter,
  numberOf,
  parameterOf,
  parseNumber,
  referencesOf,
} from '#domain/prompt/read.ts';
import { isNiji, type Version, versionNumber } from '#domain/prompt/version.ts';
import { picturePrompt, versionNamedIn, writtenPrompt } from '#vendors/midjourney-prompt.ts';

type Field = string | number | boolean;

/** Supported versions: from its own error message, niji from its documentation. */
export const APIMART_VERSIONS: readonly Version[] = [
  ...(['v5', 'v5.1', 'v5.2', 'v6', 'v6.1', 'v7', 'v8', 'v8.1', 'v8.2'] as const),
  ...(['niji6', 'niji7'] as const),
];

const QUALITIES: readonly string[] = ['0.25', '0.5', '1', '2'];

const number = (name: ParameterName) => (parsed: ParsedPrompt) => numberOf(parsed, name);
const flag = (name: ParameterName) => (parsed: ParsedPrompt) => hasParameter(parsed, name) || null;
const word = (name: ParameterName) => (parsed: ParsedPrompt) =>
  parameterOf(parsed, name)?.values[0] ?? null;
/** The field takes one URL; codes, several URLs and weights stay in the text. */
const link = (name: ParameterName) => (parsed: ParsedPrompt) => {
  const [first, ...others] = referencesOf(parsed, name);
  if (first === undefined || others.length > 0) return null;
  return first.kind === 'link' && first.weight === null ? first.target : null;
};

/** Each parameter's field and value; null leaves the parameter in the text. */
const FIELDS: {
  readonly [name in ParameterName]?: readonly [
    field: string,
    read: (parsed: ParsedPrompt) => Field | null,
  ];
} = {
  ar: ['size', (parsed) => formatAspectRatio(aspectRatioOf(parsed))],
  quality: ['quality', qualityOf],
  style: ['style', word('style')],
  seed: ['seed', number('seed')],
  no: ['negative_prompt', (parsed) => parameterOf(parsed, 'no')?.values.join(', ') || null],
  stylize: ['stylize', number('stylize')],
  chaos: ['chaos', number('chaos')],
  weird: ['weird', number('weird')],
  tile: ['tile', flag('tile')],
  raw: ['raw', flag('raw')],
  draft: ['draft', flag('draft')],
  hd: ['hd', flag('hd')],
  iw: ['iw', number('iw')],
  cw: ['cw', number('cw')],
  sw: ['sw', number('sw')],
  cref: ['cref', link('cref')],
  sref: ['sref', link('sref')],
  dref: ['dref', link('dref')],
  dw: ['dw', number('dw')],
  stop: ['stop', number('stop')],
};

const FIELD_ROWS = Object.entries(FIELDS).filter((row): row is [ParameterName, (typeof row)[1]] =>
  Object.hasOwn(FIELDS, row[0]),
);

/** The body's fields for a prompt; null for an unsupported version. */
export function imagineFields(prompt: string): { readonly [field: string]: Json } | null {
  const version = versionNamedIn(prompt);
  if (version !== null && !APIMART_VERSIONS.includes(version)) return null;
  const parsed = picturePrompt(prompt);
  const rows = FIELD_ROWS.flatMap(([name, [field, read]]) => {
    const value = hasParameter(parsed, name) ? read(parsed) : null;
    return value === null ? [] : [{ name, field, value }];
  });
  // The field has no weights, and a prompt must not be empty: then the links stay in the text.
  const staysInText = parsed.text === '' || parsed.imageUrls.some(({ weight }) => weight !== null);
  const links = staysInText ? [] : parsed.imageUrls.map(({ url }) => url);
  const taken = [...rows.map(({ name }) => name), 'version', 'niji'] as const;
  const rest = withoutParameters(parsed, taken);
  return {
    prompt: writtenPrompt(staysInText ? rest : { ...rest, imageUrls: [] }),
    ...(links.length === 0 ? {} : { image_urls: links }),
    ...(version === null ? {} : { version: versionNumber(version) }),
    ...(version !== null && isNiji(version) ? { niji: true } : {}),
    ...Object.fromEntries(rows.map(({ field, value }) => [field, value])),
  };
}

function qualityOf(parsed: ParsedPrompt): string | null {
  const quality = String(parseNumber(parameterOf(parsed, 'quality')?.values[0] ?? ''));
  return QUALITIES.includes(quality) ? quality : null;
}

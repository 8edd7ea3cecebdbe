/**
 * The prompt for Ace, with all flags, and the fields that it bills by. Both name the same version: the default is
 * written into a prompt that names none, as the vendor's own clients do.
 */
import {
  JOB_PARAMETERS,
  withoutJobParameters,
  withoutParameters,
  withParameter,
} from '#domain/prompt/change.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { hasParameter, numberOf, parameterOf, versionOf } from '#domain/prompt/read.ts';
import { isNiji, type Version, versionNumber } from '#domain/prompt/version.ts';
import type { Speed } from '#domain/speed.ts';
import type { BillingHints } from './acedata-actions.ts';

/** Versions of Ace's field, and the niji versions, which are only a flag of the prompt. */
export const ACEDATA_VERSIONS: readonly Version[] = [
  ...(['v5.2', 'v6', 'v6.1', 'v7', 'v8', 'v8.1', 'v8.2'] as const),
  ...(['niji6', 'niji7'] as const),
];

/** The field's spelling of each value. */
const QUALITIES: ReadonlyMap<number, string> = new Map([
  [0.25, '.25'],
  [0.5, '.5'],
  [1, '1'],
  [2, '2'],
]);

/** "Quality '4' is only supported in V8/V8.1". */
export const FOURFOLD_QUALITY: readonly Version[] = ['v8', 'v8.1'];

/** The prompt's text with its flags, and the billing fields. */
export function billedPrompt(
  parsed: ParsedPrompt,
  usual: Version,
): {
  readonly prompt: string;
  readonly hints: BillingHints;
} {
  const version = versionOf(parsed, usual);
  const bare = withoutParameters(parsed, [
    ...JOB_PARAMETERS,
    // The vendor's own clients send 8.1 no other quality.
    ...(version === 'v8.1' && numberOf(parsed, 'quality') !== 4 ? (['quality'] as const) : []),
  ]);
  const named = hasParameter(parsed, 'version') || hasParameter(parsed, 'niji');
  const spoken = named ? bare : withVersion(bare, version);
  return { prompt: formatPrompt(spoken), hints: hintsOf(spoken, version) };
}

const withVersion = (parsed: ParsedPrompt, version: Version): ParsedPrompt =>
  withParameter(parsed, isNiji(version) ? 'niji' : 'version', [versionNumber(version)]);

/** The prompt of an edit. Its route takes no billing fields, so no version is added. */
export function editPrompt(parsed: ParsedPrompt, usual: Version): ReturnType<typeof billedPrompt> {
  if (hasParameter(parsed, 'version') || hasParameter(parsed, 'niji')) {
    return billedPrompt(parsed, usual);
  }
  return { prompt: formatPrompt(withoutJobParameters(parsed)), hints: {} };
}

/** V8 has no turbo but would be billed as turbo; 8.1 accepts follow-ups only at fast speed. */
export function modeOf(speed: Speed, hints: BillingHints, isFollowUp: boolean): Speed {
  const { version } = hints;
  if (isFollowUp && version === '8.1') return 'fast';
  const isV8 = typeof version === 'string' && version.startsWith('8');
  return isV8 && speed === 'turbo' ? 'fast' : speed;
}

function hintsOf(parsed: ParsedPrompt, version: Version): BillingHints {
  const isV8 = version.startsWith('v8');
  const asked = numberOf(parsed, 'quality');
  const isFourfold = asked === 4 && FOURFOLD_QUALITY.includes(version);
  const quality = isFourfold ? '4' : asked === null ? undefined : QUALITIES.get(asked);
  const hasCodes = (parameterOf(parsed, 'profile')?.values ?? []).length > 0;
  const isMoodboard = hasCodes || (isV8 && parsed.imageUrls.length > 0);
  return {
    ...(isNiji(version) ? {} : { version: versionNumber(version) }),
    ...(quality === undefined ? {} : { quality }),
    ...(isV8 && hasParameter(parsed, 'hd') ? { hd: true } : {}),
    ...(hasParameter(parsed, 'sref') ? { style_reference: true } : {}),
    ...(isMoodboard ? { moodboard: true } : {}),
  };
}

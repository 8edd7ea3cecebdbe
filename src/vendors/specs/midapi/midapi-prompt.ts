/**
 * A prompt as MidAPI's fields. What has a field goes there and nowhere else, because nobody says
 * which of the two would win; all other flags stay in the text, where the vendor's users put them.
 */
import type { Json } from '#domain/json.ts';
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import { withoutParameters } from '#domain/prompt/change.ts';
import type { ParameterName } from '#domain/prompt/flag.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { aspectRatioOf, hasParameter, numberOf, versionOf } from '#domain/prompt/read.ts';
import { isNiji, type Version, versionNumber } from '#domain/prompt/version.ts';

/** Versions that it can be told; without one it takes its own default. */
export const MIDAPI_VERSIONS: readonly Version[] = [
  ...(['v7', 'v6.1', 'v6', 'v5.2', 'v5.1'] as const),
  'niji6',
];

/** The closed list of the field; other ratios are left to the flag. */
const RATIOS: readonly string[] = [
  ...['1:2', '9:16', '2:3', '3:4', '5:6', '1:1'],
  ...['6:5', '4:3', '3:2', '16:9', '2:1'],
];

/** `variety` moves in steps. */
const VARIETY_STEP = 5;

type Field = { readonly name: string; readonly value: string | number };

/** What the prompt says, taken apart into text, pictures and fields. */
export type MidapiPrompt = {
  readonly text: string;
  readonly imageUrls: readonly string[];
  readonly fields: { readonly [field: string]: Json };
};

/** Takes the prompt apart. */
export function midapiPrompt(prompt: string): MidapiPrompt {
  const parsed = parsePrompt(prompt);
  const numeric = (name: ParameterName, field: string, step = 1): Field | null => {
    const value = numberOf(parsed, name);
    return value === null ? null : { name: field, value: Math.round(value / step) * step };
  };
  const ratio = formatAspectRatio(aspectRatioOf(parsed));
  const version = versionOf(parsed);
  const hasVersion = hasParameter(parsed, 'version') || hasParameter(parsed, 'niji');
  const rows: readonly (readonly [readonly ParameterName[], Field | null])[] = [
    [
      ['ar'],
      hasParameter(parsed, 'ar') && RATIOS.includes(ratio)
        ? { name: 'aspectRatio', value: ratio }
        : null,
    ],
    [
      ['version', 'niji'],
      hasVersion && MIDAPI_VERSIONS.includes(version)
        ? { name: 'version', value: spelled(version) }
        : null,
    ],
    [['chaos'], numeric('chaos', 'variety', VARIETY_STEP)],
    [['stylize'], numeric('stylize', 'stylization')],
    [['weird'], numeric('weird', 'weirdness')],
  ];
  const taken = rows.filter(([, field]) => field !== null).flatMap(([names]) => names);
  const text = formatPrompt({
    ...withoutParameters(parsed, [
      ...taken,
      ...(['fast', 'relax', 'turbo', 'stealth', 'public', 'repeat'] as const),
    ]),
    imageUrls: [],
  });
  return {
    text,
    imageUrls: parsed.imageUrls.map(({ url }) => url),
    fields: Object.fromEntries(
      rows.flatMap(([, field]) => (field === null ? [] : [[field.name, field.value]])),
    ),
  };
}

const spelled = (version: Version): string =>
  isNiji(version) ? `niji${versionNumber(version)}` : versionNumber(version);

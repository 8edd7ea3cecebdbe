/**
 * The `input` of a generation, from a prompt. APIXO cuts a prompt off at its first two hyphens, so flags are never
 * forwarded: parameters with a field are sent as fields, and the others were refused as unsupported before anything was
 * spent.
 */
import type { FailureCause } from '#domain/failure-cause.ts';
import type { Json } from '#domain/json.ts';
import { formatAspectRatio } from '#domain/prompt/aspect.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { aspectRatioOf, hasParameter, numberOf, versionOf } from '#domain/prompt/read.ts';
import type { Speed } from '#domain/speed.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import {
  APIXO_VERSIONS,
  type DialectNames,
  PROMPT_CHARACTERS_MAX,
  RATIOS,
} from './apixo-dialect.ts';

/** The body's `input`. */
export type ApixoInput = { readonly [field: string]: Json };

/** The prompt's text; hyphens that would cut it off become a dash. */
export const sentText = ({ text }: ParsedPrompt): string => text.replaceAll(/-{2,}/g, '—');

/** As people read it. */
export const LABEL = 'APIXO';

/** An expected refusal: the detail for the log, the cause for users. */
type InputProblem = { readonly detail: string; readonly cause: FailureCause };

/** The problem with the text; null if there is none. */
export function textProblem(text: string, { promptBytesMax }: DialectNames): InputProblem | null {
  if (text === '') {
    const cause = { kind: 'words-missing', vendorLabel: LABEL } as const;
    return { detail: 'APIXO needs words beside the pictures', cause };
  }
  if ([...text].length > PROMPT_CHARACTERS_MAX || Buffer.byteLength(text) > promptBytesMax) {
    return {
      detail: `APIXO takes ${PROMPT_CHARACTERS_MAX} characters or ${promptBytesMax} bytes of prompt`,
      cause: {
        kind: 'words-too-long',
        vendorLabel: LABEL,
        charactersMax: PROMPT_CHARACTERS_MAX,
        bytesMax: promptBytesMax,
      },
    };
  }
  return null;
}

/** The problem with a generation; null if there is none. */
export function promptProblem(
  parsed: ParsedPrompt,
  names: DialectNames,
  speed: Speed,
): InputProblem | null {
  const ratio = aspectRatioOf(parsed);
  const written = formatAspectRatio(ratio);
  if (!RATIOS.includes(written)) {
    return {
      detail: `APIXO paints ${RATIOS.join(', ')}, not ${written}`,
      cause: { kind: 'ratio-missing', vendorLabel: LABEL, ratios: RATIOS, ratio },
    };
  }
  if (namesVersion(parsed) && !APIXO_VERSIONS.includes(versionOf(parsed))) {
    const cause = { kind: 'no-version', vendorLabel: LABEL } as const;
    return { detail: 'APIXO does not have that version', cause };
  }
  if (!names.hasDraft && hasParameter(parsed, 'draft')) {
    const cause = { kind: 'no-version', vendorLabel: LABEL } as const;
    return { detail: 'APIXO makes drafts in its newer form alone', cause };
  }
  // Draft is a speed here, and only for V7.
  if (hasParameter(parsed, 'draft') && (versionOf(parsed) !== 'v7' || speed === 'turbo')) {
    return {
      detail: 'APIXO has drafts of V7 alone, and at one speed',
      cause: { kind: 'parameters-ignored', vendorLabel: LABEL, parameters: ['--draft'] },
    };
  }
  const { imageUrlsMax } = names;
  if (parsed.imageUrls.length > imageUrlsMax) {
    return {
      detail: `APIXO takes at most ${imageUrlsMax} pictures beside a prompt`,
      cause: { kind: 'too-many-pictures', vendorLabel: LABEL, max: imageUrlsMax },
    };
  }
  return textProblem(sentText(parsed), names);
}

/** The input; `promptProblem` must have returned null. */
export function generationInput(
  parsed: ParsedPrompt,
  names: DialectNames,
  { speed, translate }: Pick<VendorRequest, 'speed' | 'translate'>,
): ApixoInput {
  const urls = parsed.imageUrls.map(({ url }) => url);
  return {
    mode: urls.length === 0 ? 'text-to-image' : 'image-to-image',
    prompt: sentText(parsed),
    ...(urls.length === 0 ? {} : { image_urls: urls }),
    ...versionFields(parsed, names),
    ...speedField(parsed, names, speed),
    // Always sent: the documentation disagrees about the default.
    [names.ratio]: formatAspectRatio(aspectRatioOf(parsed)),
    ...Object.fromEntries(
      names.numbers.flatMap(([parameter, field]) => {
        const number = numberOf(parsed, parameter);
        return number === null ? [] : [[field, number]];
      }),
    ),
    enableTranslation: translate === true,
  };
}

/** The version if the prompt names one; APIXO's default has no settled name. */
export function versionFields(parsed: ParsedPrompt, names: DialectNames): ApixoInput {
  return namesVersion(parsed) ? { version: names.version(versionOf(parsed)) } : {};
}

function speedField(parsed: ParsedPrompt, names: DialectNames, speed: Speed): ApixoInput {
  const isDraft = names.hasDraft && hasParameter(parsed, 'draft') && versionOf(parsed) === 'v7';
  return { speed: isDraft ? 'draft' : fastOr(speed) };
}

/** Relax is accepted but billed as fast, so it is not offered. */
export const fastOr = (speed: Speed): 'fast' | 'turbo' => (speed === 'turbo' ? 'turbo' : 'fast');

const namesVersion = (parsed: ParsedPrompt): boolean =>
  hasParameter(parsed, 'version') || hasParameter(parsed, 'niji');

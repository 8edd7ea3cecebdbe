import type { ParsedPrompt } from './prompt.ts';
import { FLAGS, parameterNamed } from './prompt-flags.ts';
import { isMultiPrompt, parseMultiPrompt, sumOfWeights } from './prompt-multi.ts';
import { invalidParameter, invalidPrompt, type PromptProblem, quoted } from './prompt-problem.ts';
import { isVersionIn, type Version, versionInProblems } from './prompt-version.ts';

/** Midjourney's own limit, parameters included; a vendor's is lower and checked with the vendor. */
export const PROMPT_LENGTH_MAX = 6000;

// The newer models read whole sentences and know no parts.
const MULTI_PROMPT_VERSIONS = [
  ['v1', 'v6.1'],
  ['niji4', 'niji6'],
] as const;

/** What is wrong with the length, counted as people count: by characters, not by code units. */
export const lengthProblems = (text: string): readonly PromptProblem[] =>
  text.length > PROMPT_LENGTH_MAX && [...text].length > PROMPT_LENGTH_MAX
    ? [invalidParameter(null, `Prompts must be ${PROMPT_LENGTH_MAX} or fewer in length.`)]
    : [];

/** Whether there is anything to paint from: text, or two images; one image alone would only be copied. */
export function emptinessProblems(
  { text, imageUrls }: ParsedPrompt,
  version: Version,
): readonly PromptProblem[] {
  if (text !== '' || imageUrls.length > 1) return [];
  if (imageUrls.length === 0) {
    const description = 'Write what you would like to see, for example `/imagine a cat in a hat`';
    return [{ title: 'Empty prompt', description, parameter: null }];
  }
  const named = versionInProblems(version);
  return [
    invalidParameter(
      null,
      `Cannot use ${named} with only a single image prompt. Please add another image prompt, or a text prompt`,
    ),
  ];
}

/** Links and parameters that would silently be painted as words. */
export function strayProblems(text: string): readonly PromptProblem[] {
  const words = text.split(' ');
  return words.flatMap((word, place): readonly PromptProblem[] => {
    if (isImageLink(word)) {
      return [
        invalidPrompt(
          `Image links go to the front of the prompt, before the text: move ${quoted(word)}`,
        ),
      ];
    }
    const glued = gluedParameter(word);
    if (glued === null || !/^[\d.]/.test(words[place + 1] ?? '')) return [];
    return [invalidParameter(glued, `Put a space before \`--${glued}\``)];
  });
}

const isImageLink = (word: string): boolean =>
  /^<?https?:\/\/(?:s\.mj\.run\/|cdn\.discordapp\.com\/|media\.discordapp\.net\/|\S+\.(?:png|gif|webp|jpe?g)(?:$|[?>,]))/i.test(
    word,
  );

/** The parameter at the end of `cat--ar`; only one that takes a value, as `dark--fast` may well be text. */
function gluedParameter(word: string): string | null {
  const typed = /[^\s-](?:--|—)([a-z]+)$/i.exec(word)?.[1];
  const name = typed === undefined ? null : parameterNamed(typed);
  return name === null || FLAGS[name].takes === 'nothing' ? null : name;
}

/** What is wrong with `a:: b::2`. */
export function multiPromptProblems(text: string, version: Version): readonly PromptProblem[] {
  if (!isMultiPrompt(text)) return [];
  if (!isVersionIn(version, MULTI_PROMPT_VERSIONS)) {
    const named = versionInProblems(version);
    return [invalidPrompt(`Multi-prompts with \`::\` are not compatible with ${named}`)];
  }
  const parts = parseMultiPrompt(text);
  if (isVersionIn(version, [['v1', 'v3']]) && parts.some((part) => part.weight % 1 !== 0)) {
    const named = versionInProblems(version);
    return [invalidPrompt(`Prompt weights must be whole numbers with ${named}`)];
  }
  return sumOfWeights(parts) > 0
    ? []
    : [invalidPrompt('The weights of the prompt must add up to more than zero')];
}

import type { ParameterName } from './flag.ts';
import { FLAGS, parameterNamed } from './flags.ts';
import { hyphenatedParameter } from './hyphen.ts';
import { isMultiPrompt, parseMultiPrompt, sumOfWeights } from './multi.ts';
import { nearestParameter } from './nearest.ts';
import type { PromptProblem } from './problem.ts';
import type { ParsedPrompt } from './prompt.ts';
import { isVersionIn, type Version } from './version.ts';

/** Midjourney's own limit, including parameters; a vendor's is lower and checked with the vendor. */
export const PROMPT_LENGTH_MAX = 6000;

// Newer models read whole sentences and do not support multi-prompts.
const MULTI_PROMPT_VERSIONS = [
  ['v1', 'v6.1'],
  ['niji4', 'niji6'],
] as const;

/** The problem with the length, counted in characters, not code units; null if there is none. */
export function lengthProblem(text: string): PromptProblem | null {
  const isShort = text.length <= PROMPT_LENGTH_MAX;
  // A character has at most two code units, so a far too long text need not be counted.
  const isLong = text.length > 2 * PROMPT_LENGTH_MAX;
  return isShort || (!isLong && [...text].length <= PROMPT_LENGTH_MAX)
    ? null
    : { kind: 'too-long', charactersMax: PROMPT_LENGTH_MAX };
}

/** A prompt needs text or two images; a single image would only be copied. */
export function emptinessProblems(
  { text, imageUrls }: ParsedPrompt,
  version: Version,
): readonly PromptProblem[] {
  if (text !== '' || imageUrls.length > 1) return [];
  return imageUrls.length === 0 ? [{ kind: 'empty' }] : [{ kind: 'single-image', version }];
}

/** Whether a word with one hyphen that looks like a parameter is reported, or known to be text. */
export type HyphenReading = 'asked' | 'words';

/** Links and parameters inside the text, which would silently be treated as words. */
export function misplacedProblems(
  text: string,
  version: Version,
  hyphens: HyphenReading = 'asked',
): readonly PromptProblem[] {
  // A quick check, because most texts contain neither and a batch has forty of them.
  if (!/https?:|--|[–—―−－]|(?:^| )-[a-z]/i.test(text)) return [];
  const words = text.split(' ');
  return words.flatMap((word, place): readonly PromptProblem[] => {
    if (isImageLink(word)) return [{ kind: 'link-misplaced', typed: word }];
    const hyphenated = hyphens === 'asked' ? hyphenatedParameter(word, words[place + 1]) : null;
    if (hyphenated !== null) {
      return [{ kind: 'single-hyphen', parameter: hyphenated.name, typed: word }];
    }
    if (!/^[\d.]/.test(words[place + 1] ?? '')) return [];
    const misspelt = misspeltParameter(word, version);
    if (misspelt !== null) return [misspelt];
    const glued = gluedParameter(word);
    if (glued === null) return [];
    return [{ kind: 'space-missing', parameter: glued }];
  });
}

const isImageLink = (word: string): boolean =>
  /^<?https?:\/\/(?:s\.mj\.run\/|cdn\.discordapp\.com\/|media\.discordapp\.net\/|\S+\.(?:png|gif|webp|jpe?g)(?:$|[?>,]))/i.test(
    word,
  );

/** `—stylise 50`: a dash only begins known names, but a following number shows that a parameter was meant. */
function misspeltParameter(word: string, version: Version): PromptProblem | null {
  const parameter = misspeltName(word, version);
  if (parameter === null) return null;
  const typed = word.replace(/^[–—―−－]+/, '');
  const advice = [{ kind: 'did-you-mean', parameter } as const];
  return { kind: 'unrecognized', typed: [`--${typed}`], advice };
}

/** The parameter meant by a dash and a misspelt word; null if none is similar. */
export function misspeltName(word: string, version: Version): ParameterName | null {
  const typed = /^[–—―−－]{1,2}([a-z]+)$/i.exec(word)?.[1];
  return typed === undefined ? null : nearestParameter(typed, version);
}

/** The parameter at the end of `cat--ar`; only one that takes a value, since `dark--fast` may be text. */
function gluedParameter(word: string): ParameterName | null {
  const typed = /[^\s-](?:--|—)([a-z]+)$/i.exec(word)?.[1];
  const name = typed === undefined ? null : parameterNamed(typed);
  return name === null || FLAGS[name].takes === 'nothing' ? null : name;
}

/** Problems of multi-prompts such as `a:: b::2`. */
export function multiPromptProblems(text: string, version: Version): readonly PromptProblem[] {
  if (!isMultiPrompt(text)) return [];
  if (!isVersionIn(version, MULTI_PROMPT_VERSIONS)) {
    return [{ kind: 'multi-prompt', version, newest: MULTI_PROMPT_VERSIONS[0][1] }];
  }
  const parts = parseMultiPrompt(text);
  if (isVersionIn(version, [['v1', 'v3']]) && parts.some((part) => part.weight % 1 !== 0)) {
    return [{ kind: 'weights-not-whole', version }];
  }
  return sumOfWeights(parts) > 0 ? [] : [{ kind: 'weights-not-positive' }];
}

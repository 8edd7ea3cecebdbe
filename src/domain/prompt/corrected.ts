/**
 * Suggests a correction of a refused prompt. It fixes one problem at a time, and only where the check itself knows the
 * right value: a name with one typo, a number out of range, text after the parameters. It returns null where the person
 * has to choose. It does not validate its result; the caller parses and checks it again.
 */

import { trimEndOf } from '#domain/trim.ts';
import { formatAspectRatio, parseAspectRatio } from './aspect.ts';
import { withoutParameters, withParameter } from './change.ts';
import { misspeltName } from './check-text.ts';
import type { ParameterName } from './flag.ts';
import { formatPrompt } from './format.ts';
import { hyphenatedParameter } from './hyphen.ts';
import { nearestParameter } from './nearest.ts';
import { parsePrompt } from './parse.ts';
import type { PromptProblem } from './problem.ts';
import type { Parameter, ParsedPrompt } from './prompt.ts';
import { numberOf, parameterOf, versionOf } from './read.ts';
import { echoVersion, type Version } from './version.ts';

/** The prompt without that problem, null if only the person can decide. It may have other problems. */
export function correctedPrompt(parsed: ParsedPrompt, problem: PromptProblem): ParsedPrompt | null {
  switch (problem.kind) {
    case 'unrecognized':
      return recognized(parsed, versionOf(parsed));
    case 'single-hyphen':
      return withWord(parsed, problem.typed, `-${problem.typed}`);
    case 'space-missing':
      return reparsed(parsed, parsed.text.replace(/(?<=[^\s-])(?:--|—)(?=[a-z]+(?: |$))/i, ' --'));
    case 'link-misplaced':
      return withLinkFirst(parsed, problem.typed);
    case 'out-of-range':
      return withNumber(parsed, problem.parameter, (value) =>
        Math.min(Math.max(value, problem.minimum), problem.maximum),
      );
    case 'not-whole':
      return withNumber(parsed, problem.parameter, (value) => {
        const { minimum, maximum } = problem.range ?? { minimum: 0, maximum: value };
        return Math.min(Math.max(Math.round(value), minimum), maximum);
      });
    case 'ratio-too-wide': {
      const typed = parseAspectRatio(parameterOf(parsed, 'ar')?.values[0] ?? '');
      if (typed === null) return null;
      const { width, height } = problem.widest;
      const ratio = typed.width > typed.height ? problem.widest : { width: height, height: width };
      return withValue(parsed, 'ar', formatAspectRatio(ratio));
    }
    case 'repeat-in-relax':
    case 'batch-in-relax':
    case 'turbo-video':
      return withParameter(withoutParameters(parsed, ['relax', 'turbo']), 'fast');
    case 'multi-prompt': {
      const unversioned = withoutParameters(parsed, ['version', 'niji']);
      const version = parametersIn(echoVersion(problem.newest));
      return { ...unversioned, parameters: [...unversioned.parameters, ...version] };
    }
    case 'incompatible':
    case 'zoom-modal-only':
      return withoutParameters(parsed, [problem.parameter]);
    default:
      return null;
  }
}

/** Replaces names by the most similar ones, and moves text from behind the parameters to the front. */
function recognized(parsed: ParsedPrompt, version: Version): ParsedPrompt | null {
  const named = withNamedWords(parsed, version);
  if (named !== null) return named;
  const words: string[] = [];
  const parameters: Parameter[] = [];
  for (const parameter of parsed.parameters) {
    if (parameter.kind === 'known') parameters.push(parameter);
    else if (parameter.kind === 'misplaced') {
      const [word = '', next] = parameter.text.split(' ', 2);
      if (hyphenatedParameter(word, next) === null) words.push(parameter.text);
      else parameters.push(...parametersIn(`-${parameter.text}`));
    } else {
      const [typed = '', ...rest] = parameter.raw.split(' ');
      const name = nearestParameter(typed.slice(2), version);
      if (name === null) return null;
      const at = typed.search(/[\d.]/);
      const glued = at === -1 ? undefined : typed.slice(at);
      const values = glued === undefined ? rest : [glued, ...rest];
      parameters.push(...parametersIn([`--${name}`, ...values].join(' ')));
    }
  }
  const text = [parsed.text, ...words].filter((part) => part !== '').join(' ');
  return { ...parsed, text, parameters };
}

/** `a cat —stylise 50`: a misspelt name after a dash in the text. */
function withNamedWords(parsed: ParsedPrompt, version: Version): ParsedPrompt | null {
  const words = parsed.text.split(' ');
  const place = words.findIndex(
    (word, at) => /^[\d.]/.test(words[at + 1] ?? '') && misspeltName(word, version) !== null,
  );
  const word = words[place];
  const name = word === undefined ? null : misspeltName(word, version);
  return word === undefined || name === null ? null : withWord(parsed, word, `--${name}`);
}

const parametersIn = (text: string): readonly Parameter[] => parsePrompt(text).parameters;

/** The prompt parsed again with one word replaced. */
function withWord(parsed: ParsedPrompt, word: string, corrected: string): ParsedPrompt | null {
  const words = parsed.text.split(' ');
  const place = words.indexOf(word);
  return place === -1 ? null : reparsed(parsed, words.with(place, corrected).join(' '));
}

const reparsed = (parsed: ParsedPrompt, text: string): ParsedPrompt =>
  parsePrompt(formatPrompt({ ...parsed, text }));

function withLinkFirst(parsed: ParsedPrompt, link: string): ParsedPrompt | null {
  const words = parsed.text.split(' ');
  const place = words.indexOf(link);
  if (place === -1) return null;
  const [first] = parsePrompt(trimEndOf(link, ',;.')).imageUrls;
  if (first === undefined) return null;
  const text = words.toSpliced(place, 1).join(' ');
  return { ...parsed, imageUrls: [...parsed.imageUrls, first], text };
}

function withNumber(
  parsed: ParsedPrompt,
  name: ParameterName,
  changed: (value: number) => number,
): ParsedPrompt | null {
  const value = numberOf(parsed, name);
  return value === null ? null : withValue(parsed, name, String(changed(value)));
}

/** The parameters in the same order with one value replaced; null if the parameter is absent. */
function withValue(parsed: ParsedPrompt, name: ParameterName, value: string): ParsedPrompt | null {
  if (parameterOf(parsed, name) === null) return null;
  const parameters = parsed.parameters.map((parameter) =>
    parameter.kind === 'known' && parameter.name === name
      ? { ...parameter, values: [value] }
      : parameter,
  );
  return { ...parsed, parameters };
}

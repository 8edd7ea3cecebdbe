import type { ValueKind } from './flag.ts';
import { FLAGS } from './flags.ts';
import { hyphenatedParameter } from './hyphen.ts';
import { nearestParameter } from './nearest.ts';
import type { PromptProblem, UnrecognizedAdvice } from './problem.ts';
import type { Parameter, ParsedPrompt } from './prompt.ts';
import type { Version } from './version.ts';

/** Further ones are not reported: nobody reads them, and finding a suggestion for each costs time. */
const REPORTED_MAX = 10;

const TAKES_LINKS: readonly ValueKind[] = ['link', 'links', 'references'];

/**
 * Unrecognised text among the parameters as one problem, as Midjourney reports it: each once, the first ten; null if
 * there is none.
 */
export function unrecognizedProblem(
  { parameters }: ParsedPrompt,
  version: Version,
): PromptProblem | null {
  const advised = new Map<string, UnrecognizedAdvice | null>();
  for (const [place, parameter] of parameters.entries()) {
    const typed = unrecognizedName(parameter);
    if (typed === null || advised.has(typed)) continue;
    advised.set(typed, adviceOn(parameter, parameters[place - 1], version));
    if (advised.size === REPORTED_MAX) break;
  }
  if (advised.size === 0) return null;
  const advice = [...advised.values()].filter((each) => each !== null);
  return { kind: 'unrecognized', typed: [...advised.keys()], advice };
}

function unrecognizedName(parameter: Parameter): string | null {
  switch (parameter.kind) {
    case 'known':
      return null;
    case 'unknown':
      return parameter.raw.split(' ', 1)[0] ?? '';
    case 'misplaced':
      return parameter.text;
    default:
      return parameter satisfies never;
  }
}

function adviceOn(
  parameter: Parameter,
  before: Parameter | undefined,
  version: Version,
): UnrecognizedAdvice | null {
  if (parameter.kind === 'known') return null;
  if (parameter.kind === 'misplaced') {
    const [word = '', next] = parameter.text.split(' ', 2);
    const hyphenated = hyphenatedParameter(word, next);
    if (hyphenated !== null) return { kind: 'did-you-mean', parameter: hyphenated.name };
    const wantsLink = before?.kind === 'known' && TAKES_LINKS.includes(FLAGS[before.name].takes);
    return wantsLink && before.values.length === 0
      ? { kind: 'link-wanted', parameter: before.name, example: FLAGS[before.name].example }
      : { kind: 'text-first' };
  }
  const typed = /^--(\S*)/.exec(parameter.raw)?.[1] ?? '';
  if (/^-*$/.test(typed)) return { kind: 'name-after-dashes' };
  const nearest = nearestParameter(typed, version);
  return nearest === null ? null : { kind: 'did-you-mean', parameter: nearest };
}

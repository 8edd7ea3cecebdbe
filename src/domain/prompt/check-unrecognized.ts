import type { ValueKind } from './flag.ts';
import { FLAGS } from './flags.ts';
import { nearestParameter } from './nearest.ts';
import type { PromptProblem, UnrecognizedAdvice } from './problem.ts';
import type { Parameter, ParsedPrompt } from './prompt.ts';
import type { Version } from './version.ts';

const TAKES_LINKS: readonly ValueKind[] = ['link', 'links', 'references'];

/** All that stands after the text and belongs to no parameter, in one complaint as Midjourney makes it. */
export function unrecognizedProblems(
  { parameters }: ParsedPrompt,
  version: Version,
): readonly PromptProblem[] {
  const typed = parameters.flatMap(unrecognizedName);
  if (typed.length === 0) return [];
  const advice = parameters.map((parameter, place) =>
    adviceOn(parameter, parameters[place - 1], version),
  );
  return [{ kind: 'unrecognized', typed, advice: advice.filter((each) => each !== null) }];
}

function unrecognizedName(parameter: Parameter): readonly string[] {
  switch (parameter.kind) {
    case 'known':
      return [];
    case 'unknown':
      return [parameter.raw.split(' ', 1)[0] ?? ''];
    case 'misplaced':
      return [parameter.text];
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

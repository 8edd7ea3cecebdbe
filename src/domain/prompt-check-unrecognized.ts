import type { Parameter, ParsedPrompt } from './prompt.ts';
import type { ValueKind } from './prompt-flag.ts';
import { FLAGS } from './prompt-flags.ts';
import { nearestParameter } from './prompt-nearest.ts';
import { invalidParameter, type PromptProblem, quoted } from './prompt-problem.ts';
import type { Version } from './prompt-version.ts';

const TAKES_LINKS: readonly ValueKind[] = ['link', 'links', 'references'];

/** All that stands after the text and belongs to no parameter, in one complaint as Midjourney makes it. */
export function unrecognizedProblems(
  { parameters }: ParsedPrompt,
  version: Version,
): readonly PromptProblem[] {
  const names = parameters.flatMap(unrecognizedName);
  const [first] = names;
  if (first === undefined) return [];
  const advice = parameters.map((parameter, place) =>
    adviceOn(parameter, parameters[place - 1], version),
  );
  const lines = [
    `Unrecognized parameter(s): ${names.map(quoted).join(', ')}`,
    ...new Set(advice.filter((line) => line !== null)),
  ];
  return [invalidParameter(first, lines.join('\n'))];
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
): string | null {
  if (parameter.kind === 'known') return null;
  if (parameter.kind === 'misplaced') {
    const wantsLink = before?.kind === 'known' && TAKES_LINKS.includes(FLAGS[before.name].takes);
    return wantsLink && before.values.length === 0
      ? `Give \`--${before.name}\` a link, as in ${quoted(FLAGS[before.name].example)}.`
      : 'All text goes before the first parameter.';
  }
  const typed = /^--(\S*)/.exec(parameter.raw)?.[1] ?? '';
  if (/^-*$/.test(typed)) return 'Write the name right after two dashes, as in `--ar 16:9`.';
  const nearest = nearestParameter(typed, version);
  return nearest === null ? null : `Did you mean \`--${nearest}\`?`;
}

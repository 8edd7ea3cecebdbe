/**
 * Validates a parsed prompt as Midjourney's bot does before it starts a job. It relies on the table of flags and
 * returns problems as data. It never throws, and it does not consider vendors, plans or credits, which have their own
 * refusals.
 */

import { withoutRepetition } from './change.ts';
import {
  emptinessProblems,
  type HyphenReading,
  lengthProblem,
  misplacedProblems,
  multiPromptProblems,
  PROMPT_LENGTH_MAX,
} from './check-text.ts';
import { unrecognizedProblem } from './check-unrecognized.ts';
import { valueProblem } from './check-value.ts';
import type { ExtraUse } from './flag.ts';
import { FLAGS } from './flags.ts';
import { formatPrompt } from './format.ts';
import { conflicting, type PromptProblem } from './problem.ts';
import type { KnownParameter, ParsedPrompt } from './prompt.ts';
import { hasParameter, knownParameters, numberOf, speedOf, versionOf } from './read.ts';
import { DEFAULT_VERSION, isVersionIn, type Version } from './version.ts';
import { asksForVideo } from './video.ts';

/** The context of the prompt; a suffix consists of parameters only, the others start from a picture. */
export type PromptUse = 'imagine' | 'custom-zoom' | 'video' | 'suffix';

type CheckOptions = {
  /** The version if the prompt names none. */
  readonly version?: Version;
  readonly use?: PromptUse;
  readonly hyphens?: HyphenReading;
  /** Uses that are valid although Midjourney's own bot refuses them; none if absent. */
  readonly extras?: readonly ExtraUse[];
};

/** All problems of the prompt, the most basic first; empty if it is valid. */
export const checkPrompt = (
  parsed: ParsedPrompt,
  options: CheckOptions = {},
): readonly PromptProblem[] => [...problemsOf(parsed, options)];

/** The problem to report, null if the prompt is valid. Later checks are skipped. */
export function firstProblem(
  parsed: ParsedPrompt,
  options: CheckOptions = {},
): PromptProblem | null {
  for (const problem of problemsOf(parsed, options)) return problem;
  return null;
}

function* problemsOf(
  prompt: ParsedPrompt,
  {
    version: fallback = DEFAULT_VERSION,
    use: place = 'imagine',
    hyphens,
    extras = [],
  }: CheckOptions,
): Generator<PromptProblem> {
  const version = versionOf(prompt, fallback);
  const startsVideo = place === 'imagine' && asksForVideo(prompt, version);
  const use = startsVideo ? 'video' : place;
  const tooLong = mayBeTooLong(prompt) ? lengthProblem(formatPrompt(prompt)) : null;
  if (tooLong !== null) yield tooLong;
  const unrecognized = unrecognizedProblem(prompt, version);
  if (unrecognized !== null) yield unrecognized;
  // Each name once, because later checks compare each with all others.
  const parsed = withoutRepetition(prompt);
  for (const parameter of knownParameters(parsed)) {
    yield* parameterProblems(parameter, { parsed, version, use, extras });
  }
  // In a suffix, text is not allowed at all.
  if (use === 'suffix') yield* suffixProblems(parsed);
  yield* misplacedProblems(parsed.text, version, hyphens);
  if (use === 'imagine') yield* emptinessProblems(parsed, version);
  if (use === 'video') yield* videoProblems(parsed, startsVideo);
  else yield* multiPromptProblems(parsed.text, version);
}

/** An upper bound of the formatted length, to skip exact counting: a batch has forty prompts, most of them short. */
function mayBeTooLong({ imageUrls, text, parameters }: ParsedPrompt): boolean {
  const weightAndBlank = 14;
  let units = text.length;
  for (const { url } of imageUrls) units += url.length + weightAndBlank;
  for (const parameter of parameters) {
    if (parameter.kind === 'unknown') units += parameter.raw.length + 1;
    else if (parameter.kind === 'misplaced') units += parameter.text.length + 1;
    else {
      units += parameter.name.length + 3;
      for (const value of parameter.values) units += value.length + 2;
    }
  }
  return units > PROMPT_LENGTH_MAX;
}

type Context = {
  readonly parsed: ParsedPrompt;
  readonly version: Version;
  readonly use: PromptUse;
  readonly extras: readonly ExtraUse[];
};

function parameterProblems(
  parameter: KnownParameter,
  { parsed, version, use, extras }: Context,
): readonly PromptProblem[] {
  const { name } = parameter;
  const flag = FLAGS[name];
  if (use === 'video' && flag.role !== 'video' && name !== 'ar') return [];
  if (flag.role === 'custom-zoom' && use !== 'custom-zoom') {
    return [{ kind: 'zoom-modal-only', parameter: name }];
  }
  if (flag.role === 'video' && name !== 'video' && use !== 'video' && use !== 'suffix') {
    return [{ kind: 'requirement-missing', parameter: name, required: 'video' }];
  }
  const complaint = { name, flag, version };
  const extra = extras.find((each) => isExtra(each, parameter, version));
  if (extra?.values !== undefined) return use === 'suffix' ? [] : combinationProblems(name, parsed);
  if (extra === undefined && !isVersionIn(version, flag.versions)) {
    return [{ kind: 'incompatible', parameter: name, version }];
  }
  const value = valueProblem(parameter, parsed, complaint);
  if (value !== null) return [value];
  return use === 'suffix' ? [] : combinationProblems(name, parsed);
}

const isExtra = (
  { parameter, versions, values }: ExtraUse,
  { name, values: given }: KnownParameter,
  version: Version,
): boolean =>
  parameter === name &&
  versions.includes(version) &&
  (values === undefined || (given.length === 1 && values.includes(given[0] ?? '')));

/** Problems of a parameter in combination with others. */
function combinationProblems(
  name: KnownParameter['name'],
  parsed: ParsedPrompt,
): readonly PromptProblem[] {
  const { requires, conflicts = [] } = FLAGS[name];
  const problems = conflicts
    .filter((other) => hasParameter(parsed, other))
    .map((other) => conflicting(name, other));
  if (requires !== undefined && !hasParameter(parsed, requires)) {
    problems.push({ kind: 'requirement-missing', parameter: name, required: requires });
  }
  if (name === 'oref' && (numberOf(parsed, 'quality') ?? 1) > 2) {
    problems.push(conflicting(name, 'quality 4'));
  }
  if (name === 'oref' && parsed.text === '') {
    problems.push({ kind: 'text-missing', parameter: name });
  }
  return problems;
}

function videoProblems(parsed: ParsedPrompt, needsLink: boolean): readonly PromptProblem[] {
  const problems: PromptProblem[] = [];
  if (needsLink && parsed.imageUrls.length === 0) {
    problems.push({ kind: 'start-image-missing', parameter: 'video' });
  }
  if (needsLink && parsed.imageUrls.length > 1) {
    problems.push({ kind: 'too-many-links', parameter: 'video', max: 1 });
  }
  if (speedOf(parsed) === 'turbo') {
    problems.push({ kind: 'turbo-video', parameter: 'turbo' });
  }
  return problems;
}

const suffixProblems = ({ text, imageUrls }: ParsedPrompt): readonly PromptProblem[] =>
  text === '' && imageUrls.length === 0 ? [] : [{ kind: 'suffix-has-text' }];

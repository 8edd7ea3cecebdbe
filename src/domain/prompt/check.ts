/**
 * Judges a parsed prompt the way Midjourney's bot does before it starts a job. It relies on the table of flags
 * and says what is wrong as data. It never throws, and it knows nothing of vendors, plans or credits:
 * those have their own refusals.
 */

import { withoutRepetition } from './change.ts';
import {
  emptinessProblems,
  lengthProblems,
  multiPromptProblems,
  strayProblems,
} from './check-text.ts';
import { unrecognizedProblems } from './check-unrecognized.ts';
import { valueProblem } from './check-value.ts';
import { asksForFilm } from './film.ts';
import { FLAGS } from './flags.ts';
import { formatPrompt } from './format.ts';
import { conflicting, type PromptProblem } from './problem.ts';
import type { KnownParameter, ParsedPrompt } from './prompt.ts';
import { hasParameter, knownParameters, numberOf, speedOf, versionOf } from './read.ts';
import { DEFAULT_VERSION, isVersionIn, type Version } from './version.ts';

/** Where the prompt was written; a suffix is parameters alone, the others start something from a picture. */
export type PromptUse = 'imagine' | 'custom-zoom' | 'video' | 'suffix';

type CheckOptions = {
  /** The model when the prompt names none. */
  readonly version?: Version;
  readonly use?: PromptUse;
};

/** Every reason to refuse the prompt, the most basic first; none when it may run. */
export function checkPrompt(
  parsed: ParsedPrompt,
  { version: fallback = DEFAULT_VERSION, use: place = 'imagine' }: CheckOptions = {},
): readonly PromptProblem[] {
  const version = versionOf(parsed, fallback);
  const startsVideo = place === 'imagine' && asksForFilm(parsed, version);
  const use = startsVideo ? 'video' : place;
  return [
    ...lengthProblems(formatPrompt(parsed)),
    ...unrecognizedProblems(parsed, version),
    ...knownParameters(withoutRepetition(parsed)).flatMap((parameter) =>
      parameterProblems(parameter, { parsed, version, use }),
    ),
    ...strayProblems(parsed.text),
    ...(use === 'imagine' ? emptinessProblems(parsed, version) : []),
    ...(use === 'video' ? videoProblems(parsed, startsVideo) : []),
    ...(use === 'video' ? [] : multiPromptProblems(parsed.text, version)),
    ...(use === 'suffix' ? suffixProblems(parsed) : []),
  ];
}

type Context = {
  readonly parsed: ParsedPrompt;
  readonly version: Version;
  readonly use: PromptUse;
};

function parameterProblems(
  parameter: KnownParameter,
  { parsed, version, use }: Context,
): readonly PromptProblem[] {
  const { name } = parameter;
  const flag = FLAGS[name];
  if (use === 'video' && flag.role !== 'video' && name !== 'ar') return [];
  if (flag.role === 'custom-zoom' && use !== 'custom-zoom') {
    return [{ kind: 'zoom-dialog-only', parameter: name }];
  }
  if (flag.role === 'video' && name !== 'video' && use !== 'video' && use !== 'suffix') {
    return [{ kind: 'requirement-missing', parameter: name, required: 'video' }];
  }
  const complaint = { name, flag, version };
  if (!isVersionIn(version, flag.versions)) {
    return [{ kind: 'incompatible', parameter: name, version }];
  }
  const value = valueProblem(parameter, parsed, complaint);
  if (value !== null) return [value];
  return use === 'suffix' ? [] : companyProblems(name, parsed);
}

/** What is wrong with a parameter only because of the others around it. */
function companyProblems(
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

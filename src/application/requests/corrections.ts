/**
 * What a refused prompt could run as: with its problem corrected, or with a word that looks like a parameter kept as a
 * word. Relies on the checks for problems and on the router for whether some vendor accepts the result. It stores and
 * spends nothing.
 */

import type { AppContext } from '#application/app-context.ts';
import { chooseAtSpeed } from '#application/vendors/choose-vendor.ts';
import {
  obstacleAt,
  type PromptRules,
  problemIn,
  type Requirements,
  type RequirementsAt,
  rulesAt,
} from '#application/vendors/vendor-obstacle.ts';
import { withoutParameters, withParameter } from '#domain/prompt/change.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { correctedPrompt } from '#domain/prompt/corrected.ts';
import type { ParameterName } from '#domain/prompt/flag.ts';
import { parameterNamed } from '#domain/prompt/flags.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { expandPermutations, groupProblem } from '#domain/prompt/permutations.ts';
import type { PromptProblem } from '#domain/prompt/problem.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { hasParameter, repeatOf } from '#domain/prompt/read.ts';
import { BATCH_MAX } from '#domain/queue.ts';
import type { Vendor } from '#ports/vendor.ts';
import { priceOf, promptsOf } from './batch-prompts.ts';
import { attachedLinks, type PromptFile } from './prompt-pictures.ts';
import { beginningAt, type PromptWriter, type WrittenPrompt } from './written-prompt.ts';

/** A prompt with more mistakes is left to the person. */
const CORRECTIONS_MAX = 10;

/** Turns a prompt into the requirements that vendors are checked against. */
type RequirementsOf = (written: WrittenPrompt) => RequirementsAt;

/** A refused prompt of one job, with its writer and files. */
export type RefusedPrompt = {
  readonly written: WrittenPrompt;
  readonly write: PromptWriter;
  readonly files: readonly PromptFile[];
  /** Absent: a first generation from text. */
  readonly requirementsOf?: RequirementsOf;
};

/** A refused text of several jobs. */
export type RefusedText = Pick<RefusedPrompt, 'write' | 'files'> & { readonly text: string };

/** A prompt that some vendor accepts now, and that vendor's rules. */
export type Running = { readonly written: WrittenPrompt; readonly rules: PromptRules };

/** The prompt, corrected until it is valid; null if that fails, or if it is more than one job. */
export const correctedJob = (
  context: AppContext,
  refused: RefusedPrompt,
): Promise<Running | null> =>
  firstThatRuns(context, refused, (vendor) => correctedAt(vendor, refused));

/** The prompt whose only problem is a word with one hyphen, kept as a word. */
export const jobAsTyped = (context: AppContext, refused: RefusedPrompt): Promise<Running | null> =>
  firstThatRuns(context, refused, (vendor) => asTypedAt(vendor, refused));

/**
 * The first prompt, corrected by each vendor's rules in turn, that some vendor accepts now: an offered correction must
 * not be refused when its button is pressed.
 */
async function firstThatRuns(
  context: AppContext,
  { requirementsOf = beginningAt }: RefusedPrompt,
  promptAt: (vendor: Vendor) => WrittenPrompt | null,
): Promise<Running | null> {
  for (const vendor of context.vendors) {
    const written = promptAt(vendor);
    if (written === null) continue;
    const choice = await chooseAtSpeed(context, requirementsOf(written), written);
    if (choice.kind === 'chosen') return { written, rules: rulesAt(vendor) };
  }
  return null;
}

function correctedAt(vendor: Vendor, refused: RefusedPrompt): WrittenPrompt | null {
  const { requirementsOf = beginningAt } = refused;
  const rules = rulesAt(vendor);
  const corrected = correctedBy(refused, (written, count) => {
    const requirements = requirementsOf(written)(rules.version);
    const problem = problemIn(requirements, rules);
    if (problem?.kind === 'prompt-problem') return correctedPrompt(written.typed, problem.problem);
    // A vendor's limits count only where all else is right: a guessed parameter must not be dropped again.
    return count === 0 ? adaptedTo(vendor, requirements, written.typed) : 'right';
  });
  return corrected === null || repeatOf(corrected.at(rules.version)) > 1 ? null : corrected;
}

/** Corrected by `next` until it finds nothing wrong; null if that fails, or if nothing was wrong. */
export function correctedBy(
  { written: refused, write, files }: Pick<RefusedPrompt, 'written' | 'write' | 'files'>,
  next: (written: WrittenPrompt, count: number) => ParsedPrompt | 'right' | null,
): WrittenPrompt | null {
  const links = attachedLinks(files);
  let written = refused;
  for (let count = 0; count <= CORRECTIONS_MAX; count += 1) {
    const corrected = next(written, count);
    if (corrected === 'right') return count === 0 ? null : written;
    // A problem in what the settings added cannot be corrected here.
    const text = corrected === null ? null : formatPrompt(corrected);
    if (text === null || text === formatPrompt(written.typed)) return null;
    const read = write(text, links);
    if (read.kind === 'rejected') return null;
    written = read.written;
  }
  return null;
}

/** The typed prompt, changed as the vendor's refusal suggests; null where it suggests nothing. */
function adaptedTo(
  vendor: Vendor,
  requirements: Requirements,
  typed: ParsedPrompt,
): ParsedPrompt | null {
  const obstacle = obstacleAt(vendor, requirements);
  if (obstacle?.kind !== 'vendor-unable') return null;
  const why = obstacle.why.kind === 'foreseen' ? obstacle.why.cause : obstacle.why;
  switch (why.kind) {
    case 'no-speed':
      return withoutParameters(typed, ['relax', 'turbo']);
    case 'parameters-ignored':
      return withoutParameters(typed, why.parameters.flatMap(nameTyped));
    case 'between-steps': {
      const [name] = nameTyped(why.parameter);
      const isTyped = name !== undefined && hasParameter(typed, name);
      return isTyped ? withParameter(typed, name, [String(why.nearest)]) : null;
    }
    default:
      return null;
  }
}

/** The parameter that a refusal names. */
const nameTyped = (typed: string): readonly ParameterName[] => {
  const name = parameterNamed(typed.replace(/^--/, ''));
  return name === null ? [] : [name];
};

function asTypedAt(vendor: Vendor, { written }: RefusedPrompt): WrittenPrompt | null {
  const rules = rulesAt(vendor);
  const parsed = written.at(rules.version);
  if (firstProblem(parsed, rules)?.kind !== 'single-hyphen') return null;
  const isFine = firstProblem(parsed, { ...rules, hyphens: 'words' }) === null;
  return isFine && repeatOf(parsed) <= 1 ? { ...written, hyphens: 'words' } : null;
}

/** The text, corrected until all its jobs can be made; null if that fails. */
export async function correctedBatch(
  context: AppContext,
  refused: RefusedText,
): Promise<string | null> {
  let { text } = refused;
  for (let count = 0; count <= CORRECTIONS_MAX; count += 1) {
    const state = await stateOf(context, { ...refused, text });
    if (state.kind === 'fine') return count === 0 ? null : text;
    const corrected = state.kind === 'wrong' ? correctedText(refused, text, state.problem) : null;
    if (corrected === null || corrected === text) return null;
    text = corrected;
  }
  return null;
}

type TextState =
  | { readonly kind: 'fine' }
  | { readonly kind: 'wrong'; readonly problem: PromptProblem }
  /** Refused for a reason that no correction removes. */
  | { readonly kind: 'refused' };

async function stateOf(
  context: AppContext,
  { text, write, files }: RefusedText,
): Promise<TextState> {
  const unread = groupProblem(text);
  if (unread !== null) return { kind: 'wrong', problem: unread };
  const expanded = expandPermutations(text, BATCH_MAX);
  const [first = '', ...others] = expanded.kind === 'expanded' ? expanded.prompts : [];
  const read = write(first, attachedLinks(files));
  if (expanded.kind === 'too-many' || read.kind === 'rejected') return { kind: 'refused' };
  const found = await promptsOf({ written: read.written, others, write }, files, BATCH_MAX);
  const priced = found.kind === 'prompts' ? await priceOf(context, found.prompts) : found;
  if (priced.kind === 'priced') return { kind: 'fine' };
  const { rejection } = priced;
  return rejection.kind === 'prompt-problem'
    ? { kind: 'wrong', problem: rejection.problem }
    : { kind: 'refused' };
}

/** The whole text, groups included, with the problem corrected; null where the groups would change. */
function correctedText(
  { write }: Pick<RefusedText, 'write'>,
  text: string,
  problem: PromptProblem,
): string | null {
  if (problem.kind === 'group-without-commas') return problem.corrected;
  const read = write(text);
  if (read.kind === 'rejected') return null;
  const prompt = correctedPrompt(read.written.typed, problem);
  const corrected = prompt === null ? null : formatPrompt(prompt);
  return corrected !== null && choicesIn(corrected) === choicesIn(text) ? corrected : null;
}

function choicesIn(text: string): number {
  const expanded = expandPermutations(text, BATCH_MAX);
  return expanded.kind === 'expanded' ? expanded.prompts.length : expanded.count;
}

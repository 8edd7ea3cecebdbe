/**
 * What a refused prompt could run as: with what is wrong corrected, or with a word that looks like a parameter left a
 * word. Relies on the checks for what is wrong and on the router for whether some vendor takes what comes of it. It
 * remembers nothing and spends nothing.
 */

import type { AppContext } from '#application/app-context.ts';
import { chooseAtSpeed } from '#application/vendors/choose-at-speed.ts';
import {
  obstacleAt,
  type PromptRules,
  problemIn,
  rulesAt,
  type Wish,
  type WishAt,
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

/** A prompt with more slips is corrected by its writer. */
const CORRECTIONS_MAX = 10;

/** What the prompt asks for, as vendors are asked whether they can do it. */
type WishOf = (written: WrittenPrompt) => WishAt;

/** A prompt of one job that was refused, and what it was written with. */
export type RefusedPrompt = {
  readonly written: WrittenPrompt;
  readonly write: PromptWriter;
  readonly files: readonly PromptFile[];
  /** Absent: a first generation from words. */
  readonly wishOf?: WishOf;
};

/** A text that was refused and stands for several jobs, or would. */
export type RefusedText = Pick<RefusedPrompt, 'write' | 'files'> & { readonly text: string };

/** A prompt that some vendor takes now, and the rules it is read by there. */
export type Running = { readonly written: WrittenPrompt; readonly rules: PromptRules };

/** The prompt corrected until nothing is wrong with it; null where that cannot be reached, or is more than one job. */
export const correctedJob = (
  context: AppContext,
  refused: RefusedPrompt,
): Promise<Running | null> =>
  firstThatRuns(context, refused, (vendor) => correctedAt(vendor, refused));

/** The prompt whose only fault is a word with one hyphen, which then stays a word. */
export const jobAsTyped = (context: AppContext, refused: RefusedPrompt): Promise<Running | null> =>
  firstThatRuns(context, refused, (vendor) => asTypedAt(vendor, refused));

/**
 * The first of the prompts, made by each vendor's rules in turn, that some vendor takes now: what is offered must not
 * be refused on the press.
 */
async function firstThatRuns(
  context: AppContext,
  { wishOf = beginningAt }: RefusedPrompt,
  promptAt: (vendor: Vendor) => WrittenPrompt | null,
): Promise<Running | null> {
  for (const vendor of context.vendors) {
    const written = promptAt(vendor);
    if (written === null) continue;
    const choice = await chooseAtSpeed(context, wishOf(written), written);
    if (choice.kind === 'chosen') return { written, rules: rulesAt(vendor) };
  }
  return null;
}

function correctedAt(vendor: Vendor, refused: RefusedPrompt): WrittenPrompt | null {
  const { wishOf = beginningAt } = refused;
  const rules = rulesAt(vendor);
  const corrected = correctedBy(refused, (written, count) => {
    const wish = wishOf(written)(rules.version);
    const problem = problemIn(wish, rules);
    if (problem?.kind === 'prompt-problem') return correctedPrompt(written.typed, problem.problem);
    // A vendor's own wish counts only where all else is right: what was guessed and then left out is nobody's wish.
    return count === 0 ? asWished(vendor, wish, written.typed) : 'right';
  });
  return corrected === null || repeatOf(corrected.at(rules.version)) > 1 ? null : corrected;
}

/** Corrected by `next` until it finds nothing wrong; null where that cannot be reached, or nothing was. */
export function correctedBy(
  { written: refused, write, files }: Pick<RefusedPrompt, 'written' | 'write' | 'files'>,
  next: (written: WrittenPrompt, count: number) => ParsedPrompt | 'right' | null,
): WrittenPrompt | null {
  const links = attachedLinks(files);
  let written = refused;
  for (let count = 0; count <= CORRECTIONS_MAX; count += 1) {
    const corrected = next(written, count);
    if (corrected === 'right') return count === 0 ? null : written;
    // What the settings added is theirs to correct.
    const text = corrected === null ? null : formatPrompt(corrected);
    if (text === null || text === formatPrompt(written.typed)) return null;
    const read = write(text, links);
    if (read.kind === 'rejected') return null;
    written = read.written;
  }
  return null;
}

/** What was typed as the vendor's refusal says it would take it; null where that names no prompt. */
function asWished(vendor: Vendor, wish: Wish, typed: ParsedPrompt): ParsedPrompt | null {
  const obstacle = obstacleAt(vendor, wish);
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

/** The name of a parameter as refusals call it. */
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

/** The text corrected until all jobs that it stands for can be made; null where that cannot be reached. */
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
  /** Something stands in its way that no correction of the text removes. */
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

/** The whole text, groups included, with that problem corrected; null where the groups would become others. */
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

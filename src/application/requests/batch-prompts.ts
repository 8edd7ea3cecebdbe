/** The prompts of a batch, one for every job, and their total price. Sends and spends nothing. */
import { setImmediate } from 'node:timers/promises';
import type { AppContext } from '#application/app-context.ts';
import { chooseAtSpeed } from '#application/vendors/choose-vendor.ts';
import { jobTerms } from '#application/vendors/job-terms.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { repeatOf } from '#domain/prompt/read.ts';
import { DEFAULT_VERSION } from '#domain/prompt/version.ts';
import type { Rejected } from '#domain/rejection.ts';
import { attachedLinks, type PromptFile } from './prompt-pictures.ts';
import {
  beginningAt,
  type PromptWriter,
  promptRejected,
  type WrittenPrompt,
} from './written-prompt.ts';

/** The prompts of one text: the first, and those not yet parsed. */
export type BatchPrompts = {
  readonly written: WrittenPrompt;
  readonly others: readonly string[];
  readonly write: PromptWriter;
};

type Prompts = { readonly kind: 'prompts'; readonly prompts: readonly WrittenPrompt[] } | Rejected;

/**
 * Parses a prompt for every job. It stops at the first invalid one, and never expands more than `max` jobs. It yields
 * to the event loop after each prompt, since forty long ones together would block it for too long.
 */
export async function promptsOf(
  { written: first, others, write }: BatchPrompts,
  files: readonly PromptFile[],
  max: number,
): Promise<Prompts> {
  const count = others.length + 1;
  if (count > max) return tooMany(count, max);
  const links = attachedLinks(files);
  const prompts: WrittenPrompt[] = [];
  for (const text of [null, ...others]) {
    if (text !== null) await setImmediate();
    const read =
      text === null ? ({ kind: 'written', written: first } as const) : write(text, links);
    if (read.kind === 'rejected') return read;
    const { written } = read;
    const times = Math.max(1, Math.trunc(repeatOf(written.at(DEFAULT_VERSION))));
    if (prompts.length + times > max) {
      // A problem of the prompt itself is reported first.
      const problem = firstProblem(written.at(DEFAULT_VERSION));
      return problem === null ? tooMany(times * count, max) : promptRejected(problem);
    }
    prompts.push(...Array.from({ length: times }, () => written));
  }
  return { kind: 'prompts', prompts };
}

/** The price of all jobs together, or the first refusal. */
export async function priceOf(
  context: AppContext,
  prompts: readonly WrittenPrompt[],
): Promise<{ readonly kind: 'priced'; readonly credits: number } | Rejected> {
  let credits = 0;
  for (const written of new Set(prompts)) {
    if (written !== prompts[0]) await setImmediate();
    const choice = await chooseAtSpeed(context, beginningAt(written), written);
    if (choice.kind === 'rejected') return choice;
    if (written.speed === 'relax') return promptRejected({ kind: 'batch-in-relax' });
    const jobs = prompts.filter((each) => each === written).length;
    credits += jobs * jobTerms(context, choice.vendor.name, choice.requirements).credits;
  }
  return { kind: 'priced', credits };
}

/** The refusal of more jobs than allowed. */
export const tooMany = (jobs: number, max: number) =>
  promptRejected({ kind: 'too-many-jobs', jobs, max });

/**
 * Refused prompts that can run after all: with what is wrong corrected, or with a word that looks like a parameter
 * left a word. Nothing is spent until the person presses. Relies on memory for what was offered: after a restart or a
 * quarter of an hour the prompt is typed again, and costs nothing.
 */

import type { AppContext } from '#application/app-context.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { chooseAtSpeed } from '#application/vendors/choose-at-speed.ts';
import { type PromptRules, rulesAt } from '#application/vendors/vendor-obstacle.ts';
import type { JobOrigin } from '#domain/job.ts';
import type { OnVisibility } from '#domain/job-visibility.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { correctedPrompt } from '#domain/prompt/corrected.ts';
import { echoPrompt } from '#domain/prompt/echo.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { repeatOf } from '#domain/prompt/read.ts';
import { createAskedQuestions } from './asked-questions.ts';
import { type ImagineRequest, imagineWritten } from './imagine-written.ts';
import { attachedLinks, type PromptFile } from './prompt-pictures.ts';
import {
  beginningAt,
  type PromptWriter,
  type WrittenPrompt,
  withVisibilityNow,
} from './written-prompt.ts';

/** How long an offer stands. */
const OFFERED_MS = 15 * 60_000;

/** One prompt each. Whoever learns the parameters meets many refusals in a quarter of an hour. */
const OFFERED_TO_PERSON_MAX = 30;

/** A prompt with more slips is corrected by its writer. */
const CORRECTIONS_MAX = 10;

/** Which of the prompts that are offered is meant. */
export type FixChoice = 'corrected' | 'typed';

/** What can run instead of what was refused. */
export type FixOffer = {
  /** The corrected prompt, as messages repeat it; null where only the person knows what is right. */
  readonly corrected: string | null;
  /** Whether it may also run as it was typed. */
  readonly asTyped: boolean;
};

/** A prompt of one job that was refused, and what it was written with. */
export type RefusedPrompt = {
  readonly written: WrittenPrompt;
  readonly write: PromptWriter;
  readonly files: readonly PromptFile[];
};

type Kept = {
  readonly prompts: { readonly [choice in FixChoice]: WrittenPrompt | null };
  readonly files: readonly PromptFile[];
  /** The press that started a job; Discord may deliver it twice, and no other press starts one more. */
  readonly startedBy: string | null;
};

/** Corrections that are offered under a refused prompt, and run when their button is pressed. */
export type Fixes = {
  /** What a refused prompt could run as, remembered by the interaction that typed it; null: nothing is certain. */
  offer(
    asker: Pick<JobOrigin, 'interactionId' | 'userId'>,
    refused: RefusedPrompt,
  ): Promise<FixOffer | null>;
  /** Runs what was offered there; refused as out of date once it was run or forgotten. */
  run(request: {
    readonly origin: JobOrigin;
    readonly offer: string;
    readonly choice: FixChoice;
    readonly roleIds: ImagineRequest['roleIds'];
    readonly onVisibility: OnVisibility;
  }): Promise<RequestOutcome>;
};

const STALE = { kind: 'rejected', rejection: { kind: 'fix-stale' } } as const;

/** Fixes over their ports. */
export function createFixes(context: AppContext): Fixes {
  const offers = createAskedQuestions<Kept>(context.clock, {
    lastsMs: OFFERED_MS,
    ofPersonMax: OFFERED_TO_PERSON_MAX,
  });
  return {
    offer: async ({ interactionId, userId }, refused) => {
      const corrected = await firstThatRuns(context, (rules) => correctedOf(refused, rules));
      const asTyped = await firstThatRuns(context, (rules) => asTypedOf(refused, rules));
      if (corrected === null && asTyped === null) return null;
      const prompts = { corrected: corrected?.written ?? null, typed: asTyped?.written ?? null };
      offers.put(interactionId, userId, { prompts, files: refused.files, startedBy: null });
      return {
        corrected:
          corrected === null ? null : echoPrompt(corrected.written.at(corrected.rules.version)),
        asTyped: asTyped !== null,
      };
    },
    run: async ({ origin, offer, choice, roleIds, onVisibility }) => {
      const kept = offers.find(offer, origin.userId);
      const written = kept?.prompts[choice] ?? null;
      if (kept === null || written === null) return STALE;
      if (kept.startedBy !== null && kept.startedBy !== origin.interactionId) return STALE;
      // Before the first wait: a second press meanwhile must not start another.
      offers.replace(offer, { ...kept, startedBy: origin.interactionId });
      const outcome = await imagineWritten(context, {
        ...{ origin, files: kept.files, onVisibility },
        written: await withVisibilityNow(context, origin.userId, written),
        ...(roleIds === undefined ? {} : { roleIds }),
      });
      // Refused for another reason, such as a full queue, it may be pressed again.
      if (outcome.kind === 'rejected') offers.replace(offer, kept);
      return outcome;
    },
  };
}

/**
 * The first of the prompts, made by each vendor's rules in turn, that some vendor takes now: what is offered must not
 * be refused on the press.
 */
async function firstThatRuns(
  context: AppContext,
  promptBy: (rules: PromptRules) => WrittenPrompt | null,
): Promise<{ readonly written: WrittenPrompt; readonly rules: PromptRules } | null> {
  for (const vendor of context.vendors) {
    const rules = rulesAt(vendor);
    const written = promptBy(rules);
    if (written === null) continue;
    const choice = await chooseAtSpeed(context, beginningAt(written), written);
    if (choice.kind === 'chosen') return { written, rules };
  }
  return null;
}

/** Corrected until nothing is wrong with it; null where that cannot be reached, or is more than one job. */
function correctedOf(
  { written: refused, write, files }: RefusedPrompt,
  rules: PromptRules,
): WrittenPrompt | null {
  const links = attachedLinks(files);
  let written = refused;
  for (let count = 0; count <= CORRECTIONS_MAX; count += 1) {
    const parsed = written.at(rules.version);
    const problem = firstProblem(parsed, rules);
    if (problem === null) return count === 0 || repeatOf(parsed) > 1 ? null : written;
    // What the settings added is theirs to correct.
    const corrected = correctedPrompt(written.typed, problem);
    const text = corrected === null ? null : formatPrompt(corrected);
    if (text === null || text === formatPrompt(written.typed)) return null;
    const read = write(text, links);
    if (read.kind === 'rejected') return null;
    written = read.written;
  }
  return null;
}

/** The prompt whose only fault is a word with one hyphen, which then stays a word. */
function asTypedOf({ written }: RefusedPrompt, rules: PromptRules): WrittenPrompt | null {
  const parsed = written.at(rules.version);
  if (firstProblem(parsed, rules)?.kind !== 'single-hyphen') return null;
  const isFine = firstProblem(parsed, { ...rules, hyphens: 'words' }) === null;
  return isFine && repeatOf(parsed) <= 1 ? { ...written, hyphens: 'words' } : null;
}

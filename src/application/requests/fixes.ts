/**
 * Corrections of refused prompts, kept until their button is pressed. Nothing is spent until then. In memory only:
 * after a restart or a quarter of an hour the person types the prompt again, which costs nothing.
 */

import type { AppContext } from '#application/app-context.ts';
import { interactionPart } from '#domain/interaction-part.ts';
import type { JobOrigin } from '#domain/job.ts';
import { echoPrompt } from '#domain/prompt/echo.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { expandPermutations } from '#domain/prompt/permutations.ts';
import { BATCH_MAX } from '#domain/queue.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import type { ErasureSubject } from '#ports/retention-store.ts';
import type { RequestOutcome } from './accept-job.ts';
import type { Batches, BatchQuestion } from './batches.ts';
import {
  correctedBatch,
  correctedJob,
  jobAsTyped,
  type RefusedPrompt,
  type RefusedText,
  type Running,
} from './corrections.ts';
import { type ImagineRequest, imagineWritten } from './imagine-written.ts';
import { createPendingQuestions } from './pending-questions.ts';
import { attachedLinks, type PromptFile } from './prompt-pictures.ts';
import { promptWriter, type WrittenPrompt, withVisibilityNow } from './written-prompt.ts';

/** How long an offer is valid. */
const OFFER_VALID_MS = 15 * 60_000;

/** One prompt each. Somebody who learns the parameters gets many refusals in a quarter of an hour. */
const OFFERS_PER_PERSON_MAX = 30;

/** Which of the offered prompts to run. */
export type FixChoice = 'corrected' | 'typed';

/** What can run instead of the refused prompt. */
export type FixOffer = {
  /** The corrected prompt, as messages show it; null where no correction is certain. */
  readonly corrected: string | null;
  /** Whether it may also run as it was typed. */
  readonly asTyped: boolean;
};

/** The outcome of a fix: a job, a refusal, or the question of a batch. */
export type FixOutcome = RequestOutcome | BatchQuestion;

/** The outcome of a prompt; a refusal may offer a correction. */
export type ImagineOutcome =
  | Exclude<FixOutcome, { readonly kind: 'rejected' }>
  | (Rejected & { readonly fix?: FixOffer });

/** The press that runs a fix. */
export type FixPress = Pick<ImagineRequest, 'origin' | 'roleIds'>;

/** Runs the offered prompt for the press. */
export type RunFix = (written: WrittenPrompt, press: FixPress) => Promise<FixOutcome>;

type OfferedFix = {
  readonly prompts: {
    readonly [choice in FixChoice]: ((press: FixPress) => Promise<FixOutcome>) | null;
  };
  /** The message whose button led to the prompt; the result replies to it. */
  readonly sourceMessageId: JobOrigin['sourceMessageId'];
  /** The press that started a job; Discord may deliver it twice, and no other press starts another job. */
  readonly startedBy: string | null;
};

/** Corrections that are offered under a refused prompt, and run when their button is pressed. */
export type Fixes = {
  /**
   * Finds corrections of a refused prompt and keeps them by its interaction; null: none is certain. Without `run` it is
   * a first generation.
   */
  offer(asker: JobOrigin, refused: RefusedPrompt, run?: RunFix): Promise<FixOffer | null>;
  /** The same for a text of several jobs. */
  offerBatch(asker: JobOrigin, refused: RefusedText): Promise<FixOffer | null>;
  /** The same for a prompt that is already corrected. */
  offerCorrected(asker: JobOrigin, written: WrittenPrompt, run: RunFix): FixOffer;
  /** Runs an offered prompt; refused as stale once it was run or has expired. */
  run(
    request: FixPress & { readonly offer: string; readonly choice: FixChoice },
  ): Promise<FixOutcome>;
  /** Forgets the offers to a person, or in a server. */
  forget(subject: ErasureSubject): void;
};

const STALE = rejected({ kind: 'fix-stale' });

/** Fixes over their ports. */
export function createFixes(context: AppContext, batches: Pick<Batches, 'ask'>): Fixes {
  const offers = createPendingQuestions<OfferedFix>(context.clock, {
    lastsMs: OFFER_VALID_MS,
    ofPersonMax: OFFERS_PER_PERSON_MAX,
  });
  const keep = (asker: JobOrigin, prompts: OfferedFix['prompts']): void => {
    offers.put(asker, { prompts, sourceMessageId: asker.sourceMessageId, startedBy: null });
  };
  const runOf = (
    fix: { readonly written: WrittenPrompt } | null,
    run: RunFix,
  ): OfferedFix['prompts'][FixChoice] =>
    fix &&
    (async ({ origin, ...press }) =>
      run(await withVisibilityNow(context, origin.userId, fix.written), {
        ...press,
        // The press's own answer says that the job was started; the job's messages follow it.
        origin: { ...origin, interactionId: interactionPart(origin.interactionId, 1) },
      }));
  return {
    offer: async (asker, refused, run = imagineAgain(context, refused.files)) => {
      const corrected = await correctedJob(context, refused);
      const asTyped = await jobAsTyped(context, refused);
      if (corrected === null && asTyped === null) return null;
      keep(asker, { corrected: runOf(corrected, run), typed: runOf(asTyped, run) });
      return { corrected: corrected && shownOf(refused, corrected), asTyped: asTyped !== null };
    },
    offerBatch: async (asker, refused) => {
      const text = await correctedBatch(context, refused);
      if (text === null) return null;
      const { files } = refused;
      const ask = (press: FixPress) => askBatch(context, batches, { ...press, files }, text);
      keep(asker, { corrected: ask, typed: null });
      return { corrected: text, asTyped: false };
    },
    offerCorrected: (asker, written, run) => {
      keep(asker, { corrected: runOf({ written }, run), typed: null });
      return { corrected: formatPrompt(written.typed), asTyped: false };
    },
    run: async ({ origin, roleIds, offer, choice }) => {
      const kept = offers.find(offer, origin.userId);
      const run = kept?.prompts[choice] ?? null;
      if (kept === null || run === null) return STALE;
      if (kept.startedBy !== null && kept.startedBy !== origin.interactionId) return STALE;
      // Before the first await: a second press must not start another job.
      offers.replace(offer, { ...kept, startedBy: origin.interactionId });
      const { sourceMessageId } = kept;
      const outcome = await run({
        origin: { ...origin, sourceMessageId },
        ...(roleIds === undefined ? {} : { roleIds }),
      });
      // After a refusal, for example for a full queue, it may be pressed again.
      if (outcome.kind === 'rejected') offers.replace(offer, kept);
      return outcome;
    },
    forget: offers.forget,
  };
}

/** Settings are added only to first generations. */
const shownOf = ({ requirementsOf }: RefusedPrompt, { written, rules }: Running): string =>
  echoPrompt(requirementsOf === undefined ? written.at(rules.version) : written.typed);

/** Runs the prompt as a first generation; `source` is where it came from. */
export const imagineAgain =
  (
    context: AppContext,
    files: readonly PromptFile[],
    source: Pick<ImagineRequest, 'parent' | 'cell'> = {},
  ): RunFix =>
  (written, press) =>
    imagineWritten(context, { ...press, ...source, files, written });

async function askBatch(
  context: AppContext,
  batches: Pick<Batches, 'ask'>,
  request: FixPress & Pick<ImagineRequest, 'files'>,
  text: string,
): Promise<FixOutcome> {
  const expanded = expandPermutations(text, BATCH_MAX);
  const [first = '', ...others] = expanded.kind === 'expanded' ? expanded.prompts : [];
  const write = await promptWriter(context, request.origin.userId);
  const read = write(first, attachedLinks(request.files ?? []));
  return read.kind === 'rejected'
    ? read
    : batches.ask(request, { written: read.written, write, others });
}

/** Adds an offer to a refusal of the prompt; leaves other outcomes as they are. */
export async function withFix(
  outcome: ImagineOutcome,
  offer: () => Promise<FixOffer | null> | FixOffer | null,
): Promise<ImagineOutcome> {
  if (outcome.kind !== 'rejected') return outcome;
  const { kind } = outcome.rejection;
  if (kind !== 'prompt-problem' && kind !== 'vendor-unable') return outcome;
  const fix = await offer();
  return fix === null ? outcome : { ...outcome, fix };
}

/**
 * One prompt, many jobs: permutations and `--repeat`. What it would start and cost is told first; jobs exist
 * only once the person has said yes. Relies on memory for what was asked: a restart in between means asking
 * again, and costs nothing. It never starts more than may run and wait.
 */
import { setImmediate } from 'node:timers/promises';
import { quotaInfo } from '#application/accounts/quota-info.ts';
import type { AppContext } from '#application/app-context.ts';
import { chooseAtSpeed } from '#application/vendors/choose-at-speed.ts';
import { chooseVendor } from '#application/vendors/choose-vendor.ts';
import { jobTerms } from '#application/vendors/job-terms.ts';
import type { LimitSettings } from '#domain/guild-settings.ts';
import type { UserId } from '#domain/ids.ts';
import { interactionPart } from '#domain/interaction-part.ts';
import type { JobOrigin } from '#domain/job.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { echoPrompt } from '#domain/prompt/echo.ts';
import { linksOf } from '#domain/prompt/links.ts';
import { repeatOf } from '#domain/prompt/read.ts';
import { DEFAULT_VERSION } from '#domain/prompt/version.ts';
import { queueLimitsIn } from '#domain/queue.ts';
import { type Rejected, type RequestOutcome, refusalBefore } from './accept-job.ts';
import { type ImagineRequest, imagineWritten } from './imagine-written.ts';
import {
  attachedLinks,
  type PromptFile,
  type PromptPictures,
  takePromptPictures,
} from './prompt-pictures.ts';
import {
  beginningAt,
  type PromptWriter,
  promptRejected,
  type WrittenPrompt,
} from './written-prompt.ts';

/** Midjourney's largest batch. */
export const BATCH_MAX = 40;

/** Questions that are remembered; the oldest are forgotten first. */
const QUESTIONS_MAX = 1_000;

/** What is asked before a batch is started. */
export type BatchQuestion = {
  readonly kind: 'question';
  readonly jobs: number;
  readonly credits: number;
  /** What the server has; never less than the jobs cost, unless it goes on in relax without. */
  readonly availableCredits: number;
  /** As messages will repeat them. */
  readonly firstPrompt: string;
  readonly lastPrompt: string;
};

type Question = {
  readonly userId: UserId;
  /** One for each job, as they were priced. */
  readonly prompts: readonly WrittenPrompt[];
  readonly files: readonly PromptFile[];
  /** Fetched before the question is put, once for all its jobs. */
  readonly known: PromptPictures;
};

/** The prompts that one text stands for: the first, and what has yet to be read. */
export type BatchPrompts = {
  readonly written: WrittenPrompt;
  readonly others: readonly string[];
  readonly write: PromptWriter;
};

/** Prompts that start several jobs: planned first, started once the person agrees. */
export type Batches = {
  /**
   * What the prompts would start, once their pictures are there; remembered by the interaction that asked.
   * Only who asked may see the question.
   */
  ask(
    request: Pick<ImagineRequest, 'origin' | 'roleIds' | 'files' | 'onVisibility'>,
    batch: BatchPrompts,
  ): Promise<BatchQuestion | Rejected>;
  /** The refusal of more jobs than any batch has. */
  refuse(asker: Pick<JobOrigin, 'guildId'>, jobs: number): Promise<Rejected>;
  /** Starts what was asked there, each job by a part of the confirming interaction; null: not any more. */
  start(
    origin: JobOrigin,
    question: string,
    roleIds: ImagineRequest['roleIds'],
  ): Promise<readonly RequestOutcome[] | null>;
  /** Forgets the question; whether there was one. */
  drop(userId: UserId, question: string): boolean;
};

/** Batches over their ports. */
export function createBatches(context: AppContext): Batches {
  const questions = new Map<string, Question>();

  const take = (userId: UserId, key: string): Question | null => {
    const question = questions.get(key);
    if (question === undefined || question.userId !== userId) return null;
    questions.delete(key);
    return question;
  };
  const maxJobs = (limits: LimitSettings): number => {
    const { running, waiting } = queueLimitsIn(limits, context.settings.memberQueue);
    return Math.min(BATCH_MAX, running + waiting);
  };

  return {
    ask: async (request, batch) => {
      const { origin, files = [], onVisibility } = request;
      const { account, settings, renewsAtMs } = await quotaInfo(context, origin.guildId);
      const max = maxJobs(settings.limits);
      const found = await promptsOf(batch, files, max);
      if (found.kind !== 'prompts') return found;
      const { prompts } = found;
      const priced = await priceOf(context, prompts);
      if (priced.kind === 'rejected') return priced;
      const { available: availableCredits } = account;
      // A question whose Yes would start only some of its jobs is none.
      if (priced.credits > availableCredits && settings.limits.atZero !== 'relax') {
        const neededCredits = priced.credits;
        return {
          kind: 'rejected',
          rejection: { kind: 'credits-exhausted', neededCredits, availableCredits, renewsAtMs },
        };
      }
      onVisibility?.('stealth');
      // Every version names the same pictures.
      const parsed = [...new Set(prompts)].map(({ at }) => at(DEFAULT_VERSION));
      const isPlain = files.length === 0 && parsed.every((each) => linksOf(each).length === 0);
      const taken = isPlain
        ? ({ kind: 'taken', pictures: new Map() } as const)
        : ((await firstRefusal(context, request, prompts[0])) ??
          (await takePromptPictures(context, parsed, { files }, origin)));
      if (taken.kind === 'rejected') return taken;
      const { userId } = origin;
      questions.set(origin.interactionId, { userId, prompts, files, known: taken.pictures });
      const [oldest] = questions.keys();
      if (questions.size > QUESTIONS_MAX && oldest !== undefined) questions.delete(oldest);
      return {
        kind: 'question',
        jobs: prompts.length,
        credits: priced.credits,
        availableCredits,
        firstPrompt: echoOf(prompts.at(0)),
        lastPrompt: echoOf(prompts.at(-1)),
      };
    },
    refuse: async ({ guildId }, jobs) =>
      tooMany(jobs, maxJobs((await context.store.guildSettings(guildId)).limits)),
    start: async (origin, key, roleIds) => {
      const question = take(origin.userId, key);
      if (question === null) return null;
      const known = await stillThere(context, question.known);
      const outcomes: RequestOutcome[] = [];
      for (const [place, written] of question.prompts.entries()) {
        const outcome = await imagineWritten(context, {
          // The plain id is the answer's own message, which belongs to none of the jobs.
          origin: { ...origin, interactionId: interactionPart(origin.interactionId, place + 1) },
          written,
          files: question.files,
          known,
          ...(roleIds === undefined ? {} : { roleIds }),
        });
        outcomes.push(outcome);
        if (outcome.kind === 'rejected') break;
      }
      return outcomes;
    },
    drop: (userId, key) => take(userId, key) !== null,
  };
}

/** Why its first job would be refused now: then nothing is fetched for it. */
async function firstRefusal(
  context: AppContext,
  { origin, roleIds = [] }: Pick<ImagineRequest, 'origin' | 'roleIds'>,
  written: WrittenPrompt | undefined,
): Promise<Rejected | null> {
  const choice = written && (await chooseAtSpeed(context, beginningAt(written), written));
  if (written === undefined || choice === undefined) return null;
  if (choice.kind === 'rejected') return choice;
  const { action, parsed: prompt, speed } = choice.wish;
  const { translation } = written;
  const request = { action, cell: null, prompt, speed };
  const vendor = choice.vendor.name;
  return refusalBefore(context, { origin, roleIds, request, translation, vendor, parent: null });
}

/** What was put aside with the question and is there yet; the rest is fetched again. */
async function stillThere({ archive }: AppContext, known: PromptPictures): Promise<PromptPictures> {
  const all = await Promise.all(
    [...known].map(async (entry) => ((await archive.has(entry[1].key)) ? [entry] : [])),
  );
  return new Map(all.flat());
}

const echoOf = (written: WrittenPrompt | undefined): string =>
  written === undefined ? '' : echoPrompt(written.at(DEFAULT_VERSION));

type Prompts = { readonly kind: 'prompts'; readonly prompts: readonly WrittenPrompt[] } | Rejected;

/**
 * A prompt for every job; the first that is wrong ends it, and what would explode is never written out. Forty
 * long prompts together take longer than others may be kept waiting, so each gives way to what else is due.
 */
async function promptsOf(
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
      // What is wrong with the prompt anyway is said first.
      const problem = firstProblem(written.at(DEFAULT_VERSION));
      return problem === null ? tooMany(times * count, max) : promptRejected(problem);
    }
    prompts.push(...Array.from({ length: times }, () => written));
  }
  return { kind: 'prompts', prompts };
}

async function priceOf(
  context: AppContext,
  prompts: readonly WrittenPrompt[],
): Promise<{ readonly kind: 'priced'; readonly credits: number } | Rejected> {
  let credits = 0;
  for (const written of new Set(prompts)) {
    if (written !== prompts[0]) await setImmediate();
    const choice = await chooseVendor(context, beginningAt(written));
    if (choice.kind === 'rejected') return choice;
    if (written.speed === 'relax') return promptRejected({ kind: 'batch-in-relax' });
    const jobs = prompts.filter((each) => each === written).length;
    credits += jobs * jobTerms(context, choice.vendor.name, choice.wish).credits;
  }
  return { kind: 'priced', credits };
}

const tooMany = (jobs: number, max: number) => promptRejected({ kind: 'too-many-jobs', jobs, max });

/**
 * One prompt, many jobs: permutations and `--repeat`. What it would start and cost is told first; jobs exist
 * only once the person has said yes. Relies on memory for what was asked: a restart in between means asking
 * again, and costs nothing. It never starts more than may run and wait.
 */
import { setImmediate } from 'node:timers/promises';
import { quotaInfo } from '#application/accounts/quota-info.ts';
import type { AppContext } from '#application/app-context.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { chooseAtSpeed } from '#application/vendors/choose-at-speed.ts';
import { chooseVendor } from '#application/vendors/choose-vendor.ts';
import { jobTerms } from '#application/vendors/job-terms.ts';
import type { UserId } from '#domain/ids.ts';
import { interactionPart } from '#domain/interaction-part.ts';
import type { JobOrigin } from '#domain/job.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { echoPrompt } from '#domain/prompt/echo.ts';
import { linksOf } from '#domain/prompt/links.ts';
import { expandPermutations, groupProblem } from '#domain/prompt/permutations.ts';
import { repeatOf } from '#domain/prompt/read.ts';
import { DEFAULT_VERSION } from '#domain/prompt/version.ts';
import { queueLimitsIn } from '#domain/queue.ts';
import type { Rejection } from '#domain/rejection.ts';
import { refusalOf } from './accept-job.ts';
import {
  attachedLinks,
  type PromptFile,
  type PromptPictures,
  takePromptPictures,
} from './prompt-pictures.ts';
import { type ImagineRequest, imagineWritten } from './request-imagine.ts';
import {
  beginningAt,
  type PromptWriter,
  promptRejected,
  promptWriter,
  type WrittenPrompt,
} from './written-prompt.ts';

/** Midjourney's largest batch. */
const BATCH_MAX = 40;
/** Questions that are remembered; the oldest are forgotten first. */
const QUESTIONS_MAX = 1_000;

export type BatchPlan =
  /** One job; its prompt is what was typed, less the escapes. */
  | { readonly kind: 'single'; readonly prompt: string }
  | {
      readonly kind: 'batch';
      readonly jobs: number;
      readonly credits: number;
      /** What the server has; never less than the jobs cost, unless it goes on in relax without. */
      readonly availableCredits: number;
      /** As messages will repeat them. */
      readonly firstPrompt: string;
      readonly lastPrompt: string;
    }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

type Asker = Pick<JobOrigin, 'interactionId' | 'guildId' | 'userId'>;
type Question = {
  readonly userId: UserId;
  readonly asker: Asker;
  /** What the cheapest part of it costs at least. */
  readonly creditsEach: number;
  /** One for each job, as they were priced. */
  readonly prompts: readonly WrittenPrompt[];
  readonly files: readonly PromptFile[];
  /** Fetched while the question is put, once for all its jobs. */
  readonly known: PromptPictures;
};

export type Batches = {
  /** What a prompt would start; a batch is remembered by the interaction that asked for it. */
  plan(asker: Asker, prompt: string, files?: readonly PromptFile[]): Promise<BatchPlan>;
  /** Fetches the pictures of a question's prompts; what is wrong with one, and then there is no question. */
  takePictures(question: string): Promise<Rejection | null>;
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

  return {
    plan: async (asker, text, files = []) => {
      const { limits } = await context.store.guildSettings(asker.guildId);
      const { running, waiting } = queueLimitsIn(limits, context.settings.memberQueue);
      const max = Math.min(BATCH_MAX, running + waiting);
      const unread = groupProblem(text);
      if (unread !== null) return promptRejected(unread);
      const expanded = expandPermutations(text, max);
      if (expanded.kind === 'too-many') return tooMany(expanded.count, max);
      const write = await promptWriter(context, asker.userId);
      const found = await promptsOf(write, expanded.prompts, files, max);
      if (found.kind !== 'prompts') return found;
      const single = { kind: 'single', prompt: expanded.prompts[0] ?? '' } as const;
      if (found.prompts.length < 2) return (await problemOf(context, found.prompts[0])) ?? single;
      const priced = await priceOf(context, found.prompts);
      if (priced.kind === 'rejected') return priced;
      const { account, settings, renewsAtMs } = await quotaInfo(context, asker.guildId);
      const { available: availableCredits } = account;
      // A question whose Yes would start only some of its jobs is none.
      if (priced.credits > availableCredits && settings.limits.atZero !== 'relax') {
        const neededCredits = priced.credits;
        return {
          kind: 'rejected',
          rejection: { kind: 'credits-exhausted', neededCredits, availableCredits, renewsAtMs },
        };
      }
      const { userId } = asker;
      questions.set(asker.interactionId, {
        userId,
        asker,
        creditsEach: Math.floor(priced.credits / found.prompts.length),
        prompts: found.prompts,
        files,
        known: new Map(),
      });
      const [oldest] = questions.keys();
      if (questions.size > QUESTIONS_MAX && oldest !== undefined) questions.delete(oldest);
      return {
        kind: 'batch',
        jobs: found.prompts.length,
        credits: priced.credits,
        availableCredits,
        firstPrompt: echoOf(found.prompts.at(0)),
        lastPrompt: echoOf(found.prompts.at(-1)),
      };
    },
    takePictures: async (key) => {
      const question = questions.get(key);
      if (question === undefined) return null;
      const { files, prompts, asker, creditsEach } = question;
      // Every version names the same pictures.
      const parsed = [...new Set(prompts)].map(({ at }) => at(DEFAULT_VERSION));
      const isPlain = files.length === 0 && parsed.every((each) => linksOf(each).length === 0);
      if (isPlain) return null;
      const taken =
        (await refusalOf(context, asker, creditsEach)) ??
        (await takePromptPictures(context, parsed, { files }, asker));
      if (taken.kind === 'rejected') {
        questions.delete(key);
        return taken.rejection;
      }
      // Answered or forgotten meanwhile, it stays so.
      if (questions.has(key)) questions.set(key, { ...question, known: taken.pictures });
      return null;
    },
    start: async (origin, key, roleIds) => {
      const question = take(origin.userId, key);
      if (question === null) return null;
      const outcomes: RequestOutcome[] = [];
      for (const [place, written] of question.prompts.entries()) {
        const outcome = await imagineWritten(context, {
          // The plain id is the answer's own message, which belongs to none of the jobs.
          origin: { ...origin, interactionId: interactionPart(origin.interactionId, place + 1) },
          written,
          files: question.files,
          known: question.known,
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

const echoOf = (written: WrittenPrompt | undefined): string =>
  written === undefined ? '' : echoPrompt(written.at(DEFAULT_VERSION));

/** What is wrong with one prompt wherever it would run, told before anything is answered in public. */
async function problemOf(
  context: AppContext,
  written: WrittenPrompt | undefined,
): Promise<{ readonly kind: 'rejected'; readonly rejection: Rejection } | null> {
  const choice = written && (await chooseAtSpeed(context, beginningAt(written), written));
  return choice?.kind === 'rejected' && choice.rejection.kind === 'prompt-problem' ? choice : null;
}

type Prompts =
  | { readonly kind: 'prompts'; readonly prompts: readonly WrittenPrompt[] }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/**
 * A prompt for every job; the first that is wrong ends it, and what would explode is never written out. Forty
 * long prompts together take longer than others may be kept waiting, so each gives way to what else is due.
 */
async function promptsOf(
  write: PromptWriter,
  texts: readonly string[],
  files: readonly PromptFile[],
  max: number,
): Promise<Prompts> {
  const links = attachedLinks(files);
  const prompts: WrittenPrompt[] = [];
  for (const text of texts) {
    if (text !== texts[0]) await setImmediate();
    const read = write(text, links);
    if (read.kind === 'rejected') return read;
    const { written } = read;
    const times = Math.max(1, Math.trunc(repeatOf(written.at(DEFAULT_VERSION))));
    if (prompts.length + times > max) {
      // What is wrong with the prompt anyway is said first.
      const problem = firstProblem(written.at(DEFAULT_VERSION));
      return problem === null ? tooMany(times * texts.length, max) : promptRejected(problem);
    }
    prompts.push(...Array.from({ length: times }, () => written));
  }
  return { kind: 'prompts', prompts };
}

async function priceOf(
  context: AppContext,
  prompts: readonly WrittenPrompt[],
): Promise<
  | { readonly kind: 'priced'; readonly credits: number }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
> {
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

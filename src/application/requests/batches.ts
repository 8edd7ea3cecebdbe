/**
 * One prompt, many jobs: permutations and `--repeat`. The number of jobs and their price are shown first; jobs are
 * created only once the person confirms. Questions are in memory only: after a restart the person asks again, which
 * costs nothing. It never starts more jobs than may run and wait.
 */
import { quotaInfo, shortOfCredits } from '#application/accounts/quota-info.ts';
import type { AppContext } from '#application/app-context.ts';
import { moderationRules } from '#application/moderation/moderation-rules.ts';
import { bannedWord, memberObstacle } from '#application/moderation/prompt-guard.ts';
import { chooseAtSpeed } from '#application/vendors/choose-vendor.ts';
import { actionRow } from '#domain/action.ts';
import type { LimitSettings } from '#domain/guild-settings.ts';
import type { UserId } from '#domain/ids.ts';
import { interactionPart, wholeInteraction } from '#domain/interaction-part.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import { echoPrompt } from '#domain/prompt/echo.ts';
import { linksOf } from '#domain/prompt/links.ts';
import { DEFAULT_VERSION } from '#domain/prompt/version.ts';
import { wordsOf } from '#domain/prompt/words-of.ts';
import { BATCH_MAX, queueLimitsIn, queueOfBatch } from '#domain/queue.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import type { ErasureSubject } from '#ports/retention-store.ts';
import { refusalBefore } from './accept-job.ts';
import { type BatchPrompts, priceOf, promptsOf, tooMany } from './batch-prompts.ts';
import { cancelJob } from './cancel-job.ts';
import { type ImagineRequest, imagineWritten } from './imagine-written.ts';
import { createPendingQuestions } from './pending-questions.ts';
import { type PromptFile, type PromptPictures, takePromptPictures } from './prompt-pictures.ts';
import { type BatchOutcome, startEach } from './start-each.ts';
import { beginningAt, type WrittenPrompt, withVisibilityNow } from './written-prompt.ts';

/** How long a question is valid: prices and settings may change. */
const VALID_MS = 60 * 60_000;

/** Each may hold 40 prompts of 6,000 characters. */
const QUESTIONS_PER_PERSON_MAX = 5;

/** The question before a batch is started. */
export type BatchQuestion = {
  readonly kind: 'question';
  readonly jobs: number;
  readonly credits: number;
  /** The server's balance; never less than the price, unless the server continues in relax mode without credits. */
  readonly availableCredits: number;
  /** As messages show them. */
  readonly firstPrompt: string;
  readonly lastPrompt: string;
};

type Question = {
  /** One for each job, as they were priced. */
  readonly prompts: readonly WrittenPrompt[];
  readonly files: readonly PromptFile[];
  /** Fetched before the question is put, once for all its jobs. */
  readonly known: PromptPictures;
};

/** Prompts that start several jobs: planned first, started once the person agrees. */
export type Batches = {
  /**
   * Fetches the prompts' pictures and makes the question, stored by the interaction. Only the person who asked may see
   * it.
   */
  ask(
    request: Pick<ImagineRequest, 'origin' | 'roleIds' | 'files' | 'onVisibility'>,
    batch: BatchPrompts,
  ): Promise<BatchQuestion | Rejected>;
  /** The refusal of more jobs than a batch may have. */
  refuse(asker: Pick<JobOrigin, 'guildId'>, jobs: number): Promise<Rejected>;
  /** Starts the question's jobs, each with a part of the confirming interaction's id; null if it has expired. */
  start(
    origin: JobOrigin,
    question: string,
    roleIds: ImagineRequest['roleIds'],
  ): Promise<readonly BatchOutcome[] | null>;
  /** Cancels the unfinished jobs that the confirming interaction started. */
  cancel(asker: Pick<JobOrigin, 'guildId' | 'userId'>, confirmed: string): Promise<readonly Job[]>;
  /** Forgets the question; whether there was one. */
  drop(userId: UserId, question: string): boolean;
  /** Forgets the questions of a person, or of a server. */
  forget(subject: ErasureSubject): void;
};

/** Batches over their ports. */
export function createBatches(context: AppContext): Batches {
  const questions = createPendingQuestions<Question>(context.clock, {
    lastsMs: VALID_MS,
    ofPersonMax: QUESTIONS_PER_PERSON_MAX,
  });

  const take = (userId: UserId, key: string): Question | null => {
    const question = questions.find(key, userId);
    if (question !== null) questions.drop(key);
    return question;
  };
  const maxJobs = (limits: LimitSettings): number => {
    const all = queueOfBatch(context.settings.memberQueue, BATCH_MAX);
    const { running, waiting } = queueLimitsIn(limits, all);
    return Math.min(BATCH_MAX, running + waiting);
  };

  return {
    ask: async (request, batch) => {
      const { origin, files = [], onVisibility } = request;
      const quota = await quotaInfo(context, origin.guildId);
      const max = maxJobs(quota.settings.limits);
      const found = await promptsOf(batch, files, max);
      if (found.kind !== 'prompts') return found;
      const { prompts } = found;
      const rules = await moderationRules(context, origin.guildId);
      const blocked = memberObstacle(context, rules, origin.userId);
      if (blocked !== null) return rejected(blocked);
      for (const written of new Set(prompts)) {
        const words = wordsOf(written.at(DEFAULT_VERSION));
        const banned = bannedWord(rules, origin, words);
        if (banned !== null) return rejected(banned);
      }
      // No question if only some of its jobs could start.
      const room = max - (await inProgress(context, origin));
      if (prompts.length > room) return noRoom(prompts.length, room);
      const priced = await priceOf(context, prompts);
      if (priced.kind === 'rejected') return priced;
      const short = shortOfCredits(quota, priced.credits);
      if (short !== null) return rejected(short);
      onVisibility?.('stealth');
      // The pictures are the same in every version.
      const parsed = [...new Set(prompts)].map(({ at }) => at(DEFAULT_VERSION));
      const isPlain = files.length === 0 && parsed.every((each) => linksOf(each).length === 0);
      const taken = isPlain
        ? ({ kind: 'taken', pictures: new Map() } as const)
        : ((await firstRefusal(context, request, prompts[0])) ??
          (await takePromptPictures(context, parsed, { files }, origin)));
      if (taken.kind === 'rejected') return taken;
      const question: Question = { prompts, files, known: taken.pictures };
      questions.put(origin, question);
      return {
        kind: 'question',
        jobs: prompts.length,
        credits: priced.credits,
        availableCredits: quota.account.available,
        firstPrompt: echoOf(prompts.at(0)),
        lastPrompt: echoOf(prompts.at(-1)),
      };
    },
    refuse: async ({ guildId }, jobs) =>
      tooMany(jobs, maxJobs((await context.store.guildSettings(guildId)).limits)),
    start: async (origin, key, roleIds) => {
      const question = take(origin.userId, key);
      if (question === null) return null;
      const known = await stillArchived(context, question.known);
      return startEach(question.prompts, async (prompt, place) =>
        imagineWritten(context, {
          // The interaction's own id is for the answer's message, which belongs to none of the jobs.
          origin: { ...origin, interactionId: interactionPart(origin.interactionId, place + 1) },
          written: await withVisibilityNow(context, origin.userId, prompt),
          files: question.files,
          known,
          isOfBatch: true,
          ...(roleIds === undefined ? {} : { roleIds }),
        }),
      );
    },
    cancel: async ({ guildId, userId }, confirmed) => {
      const cancelled: Job[] = [];
      // From the end: running jobs may be done before their turn.
      for (const { id, origin } of (
        await context.store.unfinishedJobs(guildId, userId)
      ).toReversed()) {
        if (wholeInteraction(origin.interactionId) !== confirmed) continue;
        const outcome = await cancelJob(context, { guildId, userId, jobId: id });
        if (outcome.kind === 'cancelled') cancelled.push(outcome.job);
      }
      return cancelled;
    },
    drop: (userId, key) => take(userId, key) !== null,
    forget: questions.forget,
  };
}

/** The refusal that its first job would get now, before anything is fetched. */
async function firstRefusal(
  context: AppContext,
  { origin, roleIds = [] }: Pick<ImagineRequest, 'origin' | 'roleIds'>,
  written: WrittenPrompt | undefined,
): Promise<Rejected | null> {
  const choice = written && (await chooseAtSpeed(context, beginningAt(written), written));
  if (written === undefined || choice === undefined) return null;
  if (choice.kind === 'rejected') return choice;
  const { action, parsed: prompt, speed } = choice.requirements;
  const { translation } = written;
  const request = { action, cell: null, prompt, speed };
  const vendor = choice.vendor.name;
  return refusalBefore(context, { origin, roleIds, request, translation, vendor, parent: null });
}

/** The question's pictures that are still in the archive; the rest is fetched again. */
async function stillArchived(
  { archive }: AppContext,
  known: PromptPictures,
): Promise<PromptPictures> {
  const all = await Promise.all(
    [...known].map(async (entry) => ((await archive.has(entry[1].key)) ? [entry] : [])),
  );
  return new Map(all.flat());
}

const echoOf = (written: WrittenPrompt | undefined): string =>
  written === undefined ? '' : echoPrompt(written.at(DEFAULT_VERSION));

/** Jobs of the person that take a place in the queue. */
async function inProgress(
  { store }: Pick<AppContext, 'store'>,
  { guildId, userId }: Pick<JobOrigin, 'guildId' | 'userId'>,
): Promise<number> {
  const jobs = await store.unfinishedJobs(guildId, userId);
  return jobs.filter(({ request }) => !actionRow(request.action).fromArchive).length;
}

const noRoom = (jobs: number, room: number): Rejected =>
  room <= 0 ? rejected({ kind: 'queue-full' }) : tooMany(jobs, room);

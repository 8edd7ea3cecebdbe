/**
 * Sends results to people who also want them by direct message (`/prefer auto_dm`). A copy is recorded in the
 * transaction that delivers the result, and marked as attempted before it is sent; after a crash in between the message
 * is searched for, and a failed copy is retried later. It never delays a job, holds the pictures of a few people in
 * memory, and gives up after a day.
 */

import type { AppContext } from '#application/app-context.ts';
import { singleResults } from '#application/views/single-results.ts';
import type { JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { DirectCopy } from '#ports/remark-store.ts';
import { createRetries } from './retries.ts';

/** A copy to send. */
export type CopyPost = {
  readonly job: Job;
  readonly attachments: readonly Attachment[];
  /** It may already have been sent: search for it first. */
  readonly mayExist: boolean;
};

/** `closed`: the person accepts no direct messages; `retry`: retried later, and at a start. */
export type CopyOutcome = 'sent' | 'closed' | 'impossible' | 'retry';

/** Sends copies. */
export type CopySender = {
  send(copy: CopyPost): Promise<CopyOutcome>;
  /** Tells the person that their direct messages are closed and copies are turned off. */
  tellClosed(job: Job): Promise<void>;
};

/** Sends copies that are due; safe to start at any time. */
export type DirectCopies = {
  /** Sends copies that are due; returns at once. */
  send(): void;
  /** Resolves when nothing more can be sent now. */
  idle(): Promise<void>;
  /** Starts no more copies; the rest stays in the store. */
  close(): Promise<void>;
};

type Ready = { readonly copy: DirectCopy; readonly job: Job };

const TRIED_FOR_MS = 24 * 60 * 60_000;

/** People served at once; each has up to four pictures in memory. */
const AT_ONCE = 4;

/** Copies of one person are sent one after another, so that closed direct messages are reported once. */
export function createDirectCopies(context: () => AppContext, sender: CopySender): DirectCopies {
  const closing = new AbortController();
  /** Jobs whose copies wait, are being sent, or pause after a failure. */
  const taken = new Set<JobId>();
  const resting = new Set<JobId>();
  const waiting: Ready[] = [];
  const underway = new Map<UserId, Promise<void>>();
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const { store, log } = context();
    const found = (await store.copiesToSend()).filter(({ jobId }) => !taken.has(jobId));
    // Before the next await, so that none is taken twice.
    for (const { jobId } of found) taken.add(jobId);
    for (const copy of found) {
      const job = await store.findJob(copy.jobId).catch((error: unknown) => {
        log.error({ job: copy.jobId, error }, 'copy not sent');
        rest(copy.jobId);
        return null;
      });
      if (job !== null) waiting.push({ copy, job });
    }
    sendNext();
  }

  function sendNext(): void {
    while (underway.size < AT_ONCE && !closing.signal.aborted) {
      const place = waiting.findIndex(({ job }) => !underway.has(job.origin.userId));
      const [next] = place === -1 ? [] : waiting.splice(place, 1);
      if (next === undefined) return;
      const { id, origin } = next.job;
      const done = sendOne(context(), sender, next)
        .catch((error: unknown) => {
          context().log.error({ job: id, error }, 'copy not sent');
          return 'retry' as const;
        })
        .then((outcome) => {
          underway.delete(origin.userId);
          if (outcome === 'retry') rest(id);
          else taken.delete(id);
          if (outcome === 'sent') retries.succeeded();
          sendNext();
        });
      underway.set(origin.userId, done);
    }
  }

  /** One pause for all failed copies: they most likely fail for the same reason. */
  const retries = createRetries(
    () => context().clock,
    closing.signal,
    () => {
      for (const rested of resting) taken.delete(rested);
      resting.clear();
      send();
    },
  );

  function rest(id: JobId): void {
    resting.add(id);
    retries.failed();
  }

  function send(): void {
    if (closing.signal.aborted) return;
    looking = looking
      .then(look)
      .catch((error: unknown) => context().log.error({ error }, 'copies not read'));
  }

  const idle = async (): Promise<void> => {
    await looking;
    while (underway.size > 0) await Promise.all(underway.values());
  };

  return {
    send,
    idle,
    close: async () => {
      closing.abort();
      await idle();
    },
  };
}

/** One attempt; `over` if the copy is no longer wanted or has nothing to show. */
async function sendOne(
  context: AppContext,
  sender: CopySender,
  { copy: { attempted, atMs }, job }: Ready,
): Promise<CopyOutcome | 'over'> {
  const { store, clock, log } = context;
  const { guildId, userId } = job.origin;
  const isWanted = (await store.memberSettings(userId)).autoDm;
  if (!isWanted || clock.nowMs() - atMs > TRIED_FOR_MS) {
    await store.endCopy(job.id);
    return 'over';
  }
  const found = await singleResults(context, { guildId, userId, jobId: job.id });
  if (found.kind === 'rejected') {
    await store.endCopy(job.id);
    return 'over';
  }
  await store.copyAttempted(job.id);
  const outcome = await sender.send({ job, attachments: found.attachments, mayExist: attempted });
  log.info({ job: job.id, outcome }, 'copy sent by direct message');
  if (outcome === 'retry') return outcome;
  if (outcome === 'closed') await store.changeMemberSettings(userId, { autoDm: false });
  await store.endCopy(job.id);
  // After a crash before this line the setting is off and the person was not told; `/prefer auto_dm` shows it.
  if (outcome === 'closed') await sender.tellClosed(job);
  return outcome;
}

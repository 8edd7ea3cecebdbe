/**
 * Sends results to people who want them by direct message too (`/prefer auto_dm`). What has to be sent is
 * recorded in the transaction that delivers the result, and that it may have been sent before the message
 * leaves; a crash in between is followed by a search for it, and what could not be sent is tried again after
 * a while. It never holds up a job, has the pictures of a few in memory at most, and gives up after a day.
 */

import type { AppContext } from '#application/app-context.ts';
import { singleResults } from '#application/views/single-results.ts';
import type { JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { DirectCopy } from '#ports/remark-store.ts';

/** A copy as it is to be sent. */
export type CopyPost = {
  readonly job: Job;
  readonly attachments: readonly Attachment[];
  /** It may have been sent before: look for it first. */
  readonly mayExist: boolean;
};

/** `closed`: the person takes no direct messages; `retry`: tried again after a while, and at a start. */
export type CopyOutcome = 'sent' | 'closed' | 'impossible' | 'retry';

/** How copies leave. */
export type CopySender = {
  send(copy: CopyPost): Promise<CopyOutcome>;
  /** Tells the person that their direct messages are closed and that copies are off from now on. */
  tellClosed(job: Job): Promise<void>;
};

/** Sends the direct messages that are due; one at a time, and safe to start as often as one likes. */
export type DirectCopies = {
  /** Called whenever there may be something to send. */
  send(): void;
  /** Resolves when everything that can be sent now has been dealt with. */
  idle(): Promise<void>;
  /** Begins nothing more; what is left is on disk. */
  close(): Promise<void>;
};

type Ready = { readonly copy: DirectCopy; readonly job: Job };

const TRIED_FOR_MS = 24 * 60 * 60_000;

/** People served at once; each has up to four pictures in memory. */
const AT_ONCE = 4;

/** Soon enough for Discord to recognise a message whose answer was lost (its nonces last some minutes). */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

/** Copies of one person leave one after the other, so that closed direct messages are told once. */
export function createDirectCopies(context: () => AppContext, sender: CopySender): DirectCopies {
  const closing = new AbortController();
  /** Waiting, under way, or left alone for a while after a failure. */
  const taken = new Set<JobId>();
  const resting = new Set<JobId>();
  const waiting: Ready[] = [];
  const underway = new Map<UserId, Promise<void>>();
  let looking: Promise<void> = Promise.resolve();
  let isPausing = false;
  let failures = 0;

  async function look(): Promise<void> {
    const { store, log } = context();
    const found = (await store.copiesToSend()).filter(({ jobId }) => !taken.has(jobId));
    // All at once, before anything else is awaited: one that ends meanwhile is not taken a second time.
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
          if (outcome === 'sent') failures = 0;
          sendNext();
        });
      underway.set(origin.userId, done);
    }
  }

  /** One pause for all that failed: whatever keeps one from leaving most likely keeps them all. */
  function rest(id: JobId): void {
    resting.add(id);
    if (isPausing || closing.signal.aborted) return;
    isPausing = true;
    const { clock } = context();
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
    failures += 1;
    void clock.sleepUntil(clock.nowMs() + pauseMs, closing.signal).then(() => {
      isPausing = false;
      for (const rested of resting) taken.delete(rested);
      resting.clear();
      send();
    });
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

/** One attempt; `over` where nobody wants the copy any more, or it has nothing to show. */
async function sendOne(
  context: AppContext,
  sender: CopySender,
  { copy: { attempted, atMs }, job }: Ready,
): Promise<CopyOutcome | 'over'> {
  const { store, clock, log } = context;
  const { guildId, userId } = job.origin;
  const isWanted = (await store.memberSettings(userId)).autoDm;
  if (!isWanted || clock.nowMs() - atMs > TRIED_FOR_MS) {
    await store.copyOver(job.id);
    return 'over';
  }
  const found = await singleResults(context, { guildId, userId, jobId: job.id });
  if (found.kind === 'rejected') {
    await store.copyOver(job.id);
    return 'over';
  }
  await store.copyAttempted(job.id);
  const outcome = await sender.send({ job, attachments: found.attachments, mayExist: attempted });
  log.info({ job: job.id, outcome }, 'copy sent by direct message');
  if (outcome === 'retry') return outcome;
  if (outcome === 'closed') await store.changeMemberSettings(userId, { autoDm: false });
  await store.copyOver(job.id);
  // A crash before this line leaves the setting off and the person untold; `/prefer auto_dm` shows it.
  if (outcome === 'closed') await sender.tellClosed(job);
  return outcome;
}

/**
 * Sends results to people who want them by direct message too (`/prefer auto_dm`). What has to be sent is
 * recorded in the transaction that delivers the result, and that it may have been sent before the message
 * leaves; a crash in between is followed by a search for it. It never holds up a job, and gives up after a day.
 */
import type { JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { DirectCopy } from '#ports/remark-store.ts';
import type { Inside } from './inside.ts';
import { singleResults } from './single-results.ts';

/** A copy as it is to be sent. */
export type CopyPost = {
  readonly job: Job;
  readonly attachments: readonly Attachment[];
  /** It may have been sent before: look for it first. */
  readonly mayExist: boolean;
};

/** `closed`: the person takes no direct messages; `retry`: tried again with the next copy, and at a start. */
export type CopyOutcome = 'sent' | 'closed' | 'impossible' | 'retry';

/** How copies leave. */
export type CopySender = {
  send(copy: CopyPost): Promise<CopyOutcome>;
  /** Tells the person that their direct messages are closed and that copies are off from now on. */
  tellClosed(job: Job): Promise<void>;
};

export type DirectCopies = {
  /** Called whenever there may be something to send. */
  send(): void;
  /** Resolves when everything under way has been dealt with. */
  idle(): Promise<void>;
};

const TRIED_FOR_MS = 24 * 60 * 60_000;

/** Copies of one person leave one after the other, so that closed direct messages are told once. */
export function createDirectCopies(inside: () => Inside, sender: CopySender): DirectCopies {
  const byPerson = new Map<UserId, Promise<void>>();
  const taken = new Set<JobId>();
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    for (const copy of await inside().store.copiesToSend()) {
      if (taken.has(copy.jobId)) continue;
      const job = await inside().store.findJob(copy.jobId);
      if (job === null) continue;
      const { userId } = job.origin;
      taken.add(job.id);
      const done = (byPerson.get(userId) ?? Promise.resolve())
        .then(() => sendOne(inside(), sender, copy, job))
        .catch((error: unknown) => inside().log.error({ job: job.id, error }, 'copy not sent'))
        .finally(() => {
          taken.delete(job.id);
          if (byPerson.get(userId) === done) byPerson.delete(userId);
        });
      byPerson.set(userId, done);
    }
  }

  return {
    send: () => {
      looking = looking
        .then(look)
        .catch((error: unknown) => inside().log.error({ error }, 'copies could not be looked up'));
    },
    idle: async () => {
      await looking;
      await Promise.all(byPerson.values());
    },
  };
}

async function sendOne(
  inside: Inside,
  sender: CopySender,
  { attempted, atMs }: DirectCopy,
  job: Job,
): Promise<void> {
  const { store, clock, log } = inside;
  const { guildId, userId } = job.origin;
  const isWanted = (await store.memberSettings(userId)).autoDm;
  if (!isWanted || clock.nowMs() - atMs > TRIED_FOR_MS) {
    await store.copyOver(job.id);
    return;
  }
  const found = await singleResults(inside, { guildId, userId, jobId: job.id });
  if (found.kind === 'rejected') {
    await store.copyOver(job.id);
    return;
  }
  await store.copyAttempted(job.id);
  const outcome = await sender.send({ job, attachments: found.attachments, mayExist: attempted });
  log.info({ job: job.id, outcome }, 'copy sent by direct message');
  if (outcome === 'retry') return;
  if (outcome === 'closed') await store.changeMemberSettings(userId, { autoDm: false });
  await store.copyOver(job.id);
  // A crash before this line leaves the setting off and the person untold; `/prefer auto_dm` shows it.
  if (outcome === 'closed') await sender.tellClosed(job);
}

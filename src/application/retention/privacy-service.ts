/**
 * Export and erasure of personal data. The store keeps bookings without names. Nothing is removed in Discord: messages
 * there belong to the server.
 */

import { type Actor, actOf } from '#application/accounts/credit-service.ts';
import { pageUrlAt } from '#application/views/job-page.ts';
import type { PictureLinks } from '#application/views/picture-links.ts';
import { ALL_SERVERS } from '#domain/guild-settings.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Archive, ArchiveUpkeep } from '#ports/archive.ts';
import type { AuditStore } from '#ports/audit-store.ts';
import type { Clock } from '#ports/clock.ts';
import type { JobStore } from '#ports/job-store.ts';
import type { Log } from '#ports/log.ts';
import type { MemberStore } from '#ports/member-store.ts';
import { TOGETHER_BYTES_MAX } from '#ports/messenger.ts';
import type { RemarkStore } from '#ports/remark-store.ts';
import type { ErasureSubject, RetentionStore } from '#ports/retention-store.ts';

/** Everything stored about a person. */
export type PersonalData = {
  readonly jobs: number;
  /** JSON, for people and programs. */
  readonly text: string;
};

/** The outcome of an erasure. */
export type EraseOutcome =
  | { readonly kind: 'erased'; readonly jobs: number }
  /** Unfinished jobs hold credits or need their parents' data, and have to end first. */
  | { readonly kind: 'unfinished'; readonly jobs: number };

/** Personal data, given out or erased. */
export type PrivacyService = {
  /** All data with as many of the newest jobs as fit into a file of `bytesMax`. */
  exportOf(userId: UserId, bytesMax: number): Promise<PersonalData>;
  /** Can be repeated after a crash, and then continues. With `by` it is recorded. */
  erase(subject: ErasureSubject, by?: Actor): Promise<EraseOutcome>;
};

/** More never fit into a file that Discord accepts; the newest are listed. */
const EXPORTED_MAX = 10_000;
/** Small, so that no transaction blocks others for long. */
const BATCH = 20;

/** What holds people's prompts in memory, for minutes. */
type Memory = { forget(subject: ErasureSubject): void };

/** The service over its ports and the memories to clear. */
export function createPrivacyService(
  parts: {
    readonly store: RetentionStore &
      Pick<JobStore, 'findJob'> &
      Pick<MemberStore, 'memberSettings' | 'customOptions'> &
      Pick<RemarkStore, 'remarksBy'> &
      AuditStore;
    readonly archive: Pick<Archive & ArchiveUpkeep, 'remove'>;
    readonly links: Pick<PictureLinks, 'pageOf' | 'currentGeneration'>;
    readonly clock: Pick<Clock, 'nowMs'>;
    readonly log: Pick<Log, 'info'>;
  },
  memories: readonly Memory[],
): PrivacyService {
  const { store, archive, links, clock, log } = parts;

  return {
    exportOf: async (userId, bytesOfFile) => {
      const bytesMax = Math.min(bytesOfFile, TOGETHER_BYTES_MAX);
      const [ids, settings, options, remarks, decisions] = await Promise.all([
        store.jobsOfPerson(userId, EXPORTED_MAX),
        store.memberSettings(userId),
        store.customOptions(userId),
        store.remarksBy(userId, EXPORTED_MAX),
        store.decisions({ kind: 'person', userId }, EXPORTED_MAX),
      ]);
      const made = remarks.map(({ kind, jobId, atMs }) => ({
        kind,
        job: jobId,
        at: new Date(atMs).toISOString(),
      }));
      const rest = { person: userId, settings, options, remarks: made, decisions };
      const head = `${JSON.stringify(rest, null, 2).slice(0, -2)},\n  "jobs": [\n`;
      const tail = '\n  ]\n}\n';
      const generations = new Map<GuildId, number>();
      const shown: string[] = [];
      let bytes = Buffer.byteLength(head) + tail.length;
      // One by one: ten thousand at once would keep everybody else waiting.
      for (const id of ids) {
        const job = await store.findJob(id);
        if (job?.origin.userId !== userId) continue;
        const { guildId } = job.origin;
        const generation = generations.get(guildId) ?? (await links.currentGeneration(guildId));
        generations.set(guildId, generation);
        const page = pageUrlAt(links, job, generation);
        const text = JSON.stringify(exported(job, page), null, 2).replace(/^/gm, '    ');
        bytes += Buffer.byteLength(text) + 2;
        if (bytes > bytesMax) break;
        shown.push(text);
      }
      return { jobs: shown.length, text: `${head}${shown.join(',\n')}${tail}` };
    },
    erase: async (subject, by) => {
      const before = await store.unfinishedOf(subject);
      if (before > 0) return { kind: 'unfinished', jobs: before };
      if (by !== undefined) {
        const where = subject.kind === 'server' ? subject.guildId : ALL_SERVERS;
        const erasing = { kind: 'erased', whose: subject.kind } as const;
        await store.recordDecision(where, erasing, actOf(by, clock.nowMs()));
      }
      let erased = 0;
      for (;;) {
        const { jobs, files } = await store.forgetJobs(subject, clock.nowMs(), BATCH);
        // A crash here leaves unneeded files, which the next sweep removes.
        for (const key of files) await archive.remove(key);
        if (jobs === 0) break;
        erased += jobs;
      }
      // Jobs may have started in the meantime.
      const after = await store.unfinishedOf(subject);
      if (after > 0) return { kind: 'unfinished', jobs: after };
      await store.forgetRest(subject);
      for (const memory of memories) memory.forget(subject);
      log.info({ subject: subject.kind, jobs: erased }, 'personal data erased');
      return { kind: 'erased', jobs: erased };
    },
  };
}

/** A job in the export of personal data. */
const exported = (
  { id, createdAtMs, origin, request, state, priceCredits }: Job,
  page: string | null,
) => ({
  id,
  at: new Date(createdAtMs).toISOString(),
  server: origin.guildId,
  channel: origin.channelId,
  name: origin.userName,
  action: request.action,
  prompt: request.prompt,
  givenPictures: (request.images ?? []).map(({ url }) => url),
  state,
  credits: priceCredits,
  page,
});

/**
 * Export and erasure of personal data. The store keeps bookings without names. Nothing is removed in Discord: messages
 * there belong to the server.
 */

import { actOf } from '#application/accounts/act-of.ts';
import type { Asking } from '#application/accounts/credit-service.ts';
import { pageUrlAt } from '#application/views/job-page.ts';
import type { PictureLinks } from '#application/views/picture-links.ts';
import { ALL_SERVERS } from '#domain/guild-settings.ts';
import type { UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Archive, ArchiveUpkeep } from '#ports/archive.ts';
import type { AuditStore } from '#ports/audit-store.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { MemberStore } from '#ports/member-store.ts';
import { TOGETHER_BYTES_MAX } from '#ports/messenger.ts';
import type { RemarkStore } from '#ports/remark-store.ts';
import type { RetentionStore, Whose } from '#ports/retention-store.ts';

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
  erase(whose: Whose, by?: Asking): Promise<EraseOutcome>;
};

/** More never fit into a file that Discord accepts; the newest are listed. */
const EXPORTED_MAX = 10_000;
/** Small, so that no transaction blocks others for long. */
const BATCH = 20;

/** What holds people's prompts in memory, for minutes. */
type Memory = { forget(whose: Whose): void };

/** The service over its ports and the memories to clear. */
export function createPrivacyService(
  parts: {
    readonly store: RetentionStore &
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
      const [jobs, settings, options, remarks, decisions] = await Promise.all([
        store.jobsOfPerson(userId, EXPORTED_MAX),
        store.memberSettings(userId),
        store.customOptions(userId),
        store.remarksBy(userId, EXPORTED_MAX),
        store.decisions({ kind: 'person', userId }, EXPORTED_MAX),
      ]);
      const guilds = [...new Set(jobs.map(({ origin }) => origin.guildId))];
      const generations = new Map(
        await Promise.all(
          guilds.map(async (guild) => [guild, await links.currentGeneration(guild)] as const),
        ),
      );
      const pageOf = (job: Job): string | null =>
        pageUrlAt(links, job, generations.get(job.origin.guildId) ?? 0);
      const shown = jobs
        .toSorted((one, other) => other.createdAtMs - one.createdAtMs)
        .map((job) => ({
          id: job.id,
          at: new Date(job.createdAtMs).toISOString(),
          server: job.origin.guildId,
          channel: job.origin.channelId,
          name: job.origin.userName,
          action: job.request.action,
          prompt: job.request.prompt,
          givenPictures: (job.request.images ?? []).map(({ url }) => url),
          state: job.state,
          credits: job.priceCredits,
          page: pageOf(job),
        }));
      const made = remarks.map(({ kind, jobId, atMs }) => ({
        kind,
        job: jobId,
        at: new Date(atMs).toISOString(),
      }));
      const textOf = (count: number): string => {
        const rest = { person: userId, settings, options, remarks: made, decisions };
        return `${JSON.stringify({ ...rest, jobs: shown.slice(0, count) }, null, 2)}\n`;
      };
      let count = shown.length;
      let text = textOf(count);
      for (let bytes = Buffer.byteLength(text); bytes > bytesMax && count > 0; ) {
        // A tenth less than an even share, since the newest may be the longest.
        count = Math.floor((count * bytesMax * 0.9) / bytes);
        text = textOf(count);
        bytes = Buffer.byteLength(text);
      }
      return { jobs: count, text };
    },
    erase: async (whose, by) => {
      const before = await store.unfinishedOf(whose);
      if (before > 0) return { kind: 'unfinished', jobs: before };
      if (by !== undefined) {
        const where = whose.kind === 'server' ? whose.guildId : ALL_SERVERS;
        const erasing = { kind: 'erased', whose: whose.kind } as const;
        await store.recordDecision(where, erasing, actOf(by, clock.nowMs()));
      }
      let erased = 0;
      for (;;) {
        const { jobs, files } = await store.forgetJobs(whose, clock.nowMs(), BATCH);
        // A crash here leaves unneeded files, which the next sweep removes.
        for (const key of files) await archive.remove(key);
        if (jobs === 0) break;
        erased += jobs;
      }
      // Jobs may have started in the meantime.
      const after = await store.unfinishedOf(whose);
      if (after > 0) return { kind: 'unfinished', jobs: after };
      await store.forgetRest(whose);
      for (const memory of memories) memory.forget(whose);
      log.info({ whose: whose.kind, jobs: erased }, 'personal data erased');
      return { kind: 'erased', jobs: erased };
    },
  };
}

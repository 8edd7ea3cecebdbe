/** Sources of alerts. Each source only returns current conditions; start times are kept here if needed. */
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VendorWatch } from '#application/vendors/vendor-watch.ts';
import { reportSentKey } from '#discord/delivery/report-desk.ts';
import { DAY_MS, HOUR_MS } from '#domain/period.ts';
import type { ArchiveUpkeep } from '#ports/archive.ts';
import type { Clock } from '#ports/clock.ts';
import type { FactStore } from '#ports/fact-store.ts';
import type { PromptModerator } from '#ports/prompt-moderator.ts';
import type { RemarkStore } from '#ports/remark-store.ts';
import type { Store } from '#ports/store.ts';
import type { Vendor } from '#ports/vendor.ts';
import { listBackups } from '../backup-folder.ts';
import type { Condition } from './alert.ts';
import type { Source } from './alerts.ts';

const VENDOR_DOWN_MS = 10 * 60_000;
const MODERATION_DOWN_MS = 2 * 60_000;
const GIB = 1024 ** 3;
const BACKUP_TAKES_MS = 2 * HOUR_MS;
const DISK_FREE_MIN_BYTES = 2 * GIB;
/** The number of checks, one per minute. */
const GROWING_LOOKS = 5;
/** By then its own message was sent, or failed. */
const REPORT_TOLD_MS = 30_000;
/** Older reports were seen, or never will be. */
const REPORT_LASTS_MS = 7 * DAY_MS;

type Now = Pick<Clock, 'nowMs'>;

/** A vendor with an open circuit; unknown after a restart until the first request to it. */
export function vendorSource(
  { name, label }: Pick<Vendor, 'name' | 'label'>,
  watch: Pick<VendorWatch, 'healthOf' | 'hasSeen'>,
  clock: Now,
): Source {
  let downSinceMs: number | null = null;
  return {
    name: `vendor ${name}`,
    look: async () => {
      if (!watch.hasSeen(name)) return null;
      const { breaker, reason } = watch.healthOf(name);
      if (breaker === 'closed') {
        downSinceMs = null;
        return [];
      }
      downSinceMs ??= clock.nowMs();
      const seen = { subject: label, detail: `Its last answer: ${reason?.kind ?? 'unknown'}.` };
      if (reason?.kind === 'unauthorized') return [{ alert: 'key-refused', ...seen }];
      if (reason?.kind === 'out-of-credit') return [{ alert: 'out-of-credit', ...seen }];
      const isLong = clock.nowMs() - downSinceMs >= VENDOR_DOWN_MS;
      return isLong ? [{ alert: 'vendor-down', ...seen }] : [];
    },
  };
}

/** A moderation service that does not respond; after a single failure it may be called again at any moment. */
export function moderatorSource(moderator: Pick<PromptModerator, 'trouble'>, clock: Now): Source {
  return {
    name: 'moderation',
    look: async () => {
      const trouble = moderator.trouble();
      if (trouble === undefined) return null;
      if (trouble === null || clock.nowMs() - trouble.sinceMs < MODERATION_DOWN_MS) return [];
      return [
        { alert: 'moderation-down', subject: '', detail: `It gives no answer: ${trouble.detail}.` },
      ];
    },
  };
}

/** Free disk space of the data folder. */
export function diskSource(folder: string): Source {
  return {
    name: 'disk',
    look: async () => {
      const { bavail, bsize } = await statfs(folder);
      const free = bavail * bsize;
      return free >= DISK_FREE_MIN_BYTES
        ? []
        : [
            {
              alert: 'disk-nearly-full',
              subject: folder,
              detail: `${(free / GIB).toFixed(1)} GiB are free.`,
            },
          ];
    },
  };
}

const PROBE = '.written';

/** Whether the folder and the database are writable: they may be on different disks. */
export function writeSource(folder: string, store: Pick<Store, 'isWritable'>): Source {
  return {
    name: 'writing',
    look: async () => {
      const probe = join(folder, PROBE);
      const refusal = await writeFile(probe, PROBE, { flush: true })
        .then(() => rm(probe))
        .then(
          () => null,
          (error: unknown) => `A file could not be written there: ${codeOf(error)}.`,
        );
      const detail =
        refusal ?? ((await store.isWritable()) ? null : 'The database takes no changes.');
      return detail === null ? [] : [{ alert: 'data-not-writable', subject: folder, detail }];
    },
  };
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

/** A clock that is so far ahead of Discord's that it is not followed. */
export function clockSource(aheadMs: () => number): Source {
  return {
    name: 'clock',
    look: async () => {
      const ms = aheadMs();
      if (ms === 0) return [];
      const detail = `It is ${(ms / DAY_MS).toFixed(1)} days ahead of Discord's.`;
      return [{ alert: 'clock-wrong', subject: '', detail }];
    },
  };
}

/** An archive over its limit because nothing can be removed. */
export function archiveSource(
  archive: Pick<ArchiveUpkeep, 'bytes'>,
  bytesMax: number | null,
): Source {
  return {
    name: 'archive',
    look: async () => {
      const bytes = archive.bytes();
      if (bytesMax === null) return [];
      // Counted soon after a start.
      if (bytes === null) return null;
      if (bytes <= bytesMax * 1.05) return [];
      const detail = `It holds ${(bytes / 1e9).toFixed(1)} GB of ${(bytesMax / 1e9).toFixed(1)}.`;
      return [{ alert: 'archive-full', subject: '', detail }];
    },
  };
}

/** Overdue scheduled backups. */
export function backupSource(folder: string, everyMs: number, clock: Now): Source {
  const startedMs = clock.nowMs();
  return {
    name: 'backups',
    look: async () => {
      const last = (await listBackups(folder)).backups.at(-1);
      const nowMs = clock.nowMs();
      if (last !== undefined && nowMs - last.facts.atMs < everyMs + BACKUP_TAKES_MS) return [];
      // After downtime the first backup is due, and may take a while.
      if (nowMs - startedMs < BACKUP_TAKES_MS) return null;
      const detail = `The newest is ${last === undefined ? 'none' : last.name}.`;
      return [{ alert: 'backup-late', subject: folder, detail }];
    },
  };
}

/** Recent reports whose message with buttons could not be sent, one by one. */
export function reportSource(
  store: Pick<RemarkStore, 'reportedJobs'> & Pick<FactStore, 'readFact'>,
  clock: Now,
): Source {
  return {
    name: 'reports',
    look: async () => {
      const found: Condition[] = [];
      for (const { job, reports, lastAtMs } of await store.reportedJobs(10)) {
        const ageMs = clock.nowMs() - lastAtMs;
        if (ageMs < REPORT_TOLD_MS || ageMs >= REPORT_LASTS_MS) continue;
        if ((await store.readFact(reportSentKey(job.id))) !== null) continue;
        const detail = `${reports} ${reports === 1 ? 'person' : 'people'} so far.`;
        found.push({ alert: 'reports-waiting', subject: job.id, detail });
      }
      return found;
    },
  };
}

/** Interactions answered with "busy" or dropped in each of the last minutes; `shed` is their total. */
export const overloadSource = (shed: () => number): Source =>
  growthSource('overload', shed, (since) => ({
    alert: 'overloaded',
    subject: '',
    detail: `In the last minute ${since} requests were answered with "busy" or not at all.`,
  }));

/** Interactions without an answer in each of the last minutes, without an overload; `unanswered` is their total. */
export const unansweredSource = (unanswered: () => number): Source =>
  growthSource('answers', unanswered, (since) => ({
    alert: 'unanswered',
    subject: '',
    detail: `In the last minute ${since} requests got no answer in time.`,
  }));

/** A total that grew in each of the last minutes. */
function growthSource(
  name: string,
  total: () => number,
  conditionOf: (since: number) => Condition,
): Source {
  let before = total();
  let looks = 0;
  return {
    name,
    look: async () => {
      const now = total();
      const since = now - before;
      before = now;
      looks = since > 0 ? looks + 1 : 0;
      return looks < GROWING_LOOKS ? [] : [conditionOf(since)];
    },
  };
}

/** The ledger, once a day; `audit` reads it in another thread. */
export function bookSource(audit: () => Promise<readonly string[]>, clock: Now): Source {
  let dueMs = clock.nowMs() + HOUR_MS;
  let found: readonly Condition[] | null = null;
  return {
    name: 'books',
    look: async () => {
      if (clock.nowMs() < dueMs) return found;
      dueMs = clock.nowMs() + DAY_MS;
      const differences = await audit();
      const [first] = differences;
      found =
        first === undefined
          ? []
          : [
              {
                alert: 'books-do-not-balance',
                subject: '',
                detail: `${differences.length} differences, the first: ${first}.`,
              },
            ];
      return found;
    },
  };
}

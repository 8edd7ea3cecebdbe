/**
 * Automatic backups. The time of the last one is read from the backup folder, so that restarts neither skip nor repeat
 * one.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Presence } from '#ports/presence.ts';
import { listBackups } from './backup-folder.ts';
import type { BackupOrder, BackupReport } from './make-backup.ts';

/** After a failure, and while another process has this task. */
const RETRY_MS = 3_600_000;

/** Starts the schedule; `close` stops it, and an unfinished backup is removed by the next. */
export function startBackups(parts: {
  readonly order: BackupOrder;
  readonly everyMs: number;
  readonly presence: Pick<Presence, 'takeChore'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'error'>;
}): { close(): Promise<void> } {
  const { order, everyMs, presence, clock, log } = parts;
  const ending = new AbortController();

  /** Makes a backup if it is due; resolves to the earliest time of the next one. */
  const makeNext = async (): Promise<number> => {
    try {
      const nowMs = clock.nowMs();
      const last = (await listBackups(order.folder)).backups.at(-1)?.facts.atMs;
      // A clock that was set back must not stop backups until it has caught up.
      if (last !== undefined && last <= nowMs && last + everyMs > nowMs) return last + everyMs;
      if (!(await presence.takeChore('backup'))) return nowMs + RETRY_MS;
      const { damaged, removed, problem, ...made } = await backUpInThread(order, ending.signal);
      log.info({ ...made, folder: order.folder, removed: removed.length }, 'backup made');
      if (damaged.length > 0) log.error({ damaged }, 'archive damaged');
      if (problem !== null) log.error({ detail: problem }, 'older backups not removed');
      return nowMs + everyMs;
    } catch (error) {
      if (!ending.signal.aborted) log.error({ error, folder: order.folder }, 'backup failed');
      return clock.nowMs() + Math.min(RETRY_MS, everyMs);
    }
  };

  const loop = async () => {
    while (!ending.signal.aborted) await clock.sleepUntil(await makeNext(), ending.signal);
  };
  const ended = loop();
  return {
    close: async () => {
      ending.abort();
      await ended;
    },
  };
}

async function backUpInThread(order: BackupOrder, signal: AbortSignal): Promise<BackupReport> {
  const worker = new Worker(new URL('./backup-worker.ts', import.meta.url), { workerData: order });
  try {
    // Rejects with the thread's error.
    const [report]: readonly BackupReport[] = await once(worker, 'message', { signal });
    if (report === undefined) throw new Error('the backup thread ended without a report');
    return report;
  } finally {
    await worker.terminate();
  }
}

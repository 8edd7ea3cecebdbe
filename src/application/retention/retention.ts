/**
 * Keeps what is kept within the operator's bounds: files by age and by the archive's size, words by age. A file is
 * removed after no kept job needs it any more is on disk, so that a crash in between leaves a file that nobody needs;
 * those are found and removed once a day.
 */
import type { Archive, ArchiveUpkeep } from '#ports/archive.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Presence } from '#ports/presence.ts';
import type { RetentionStore } from '#ports/retention-store.ts';
import { sweepArchive } from './sweep-archive.ts';

/** What the operator wants; null: without end. */
export type RetentionSettings = {
  readonly picturesMs: number | null;
  readonly promptsMs: number | null;
  readonly archiveBytesMax: number | null;
};

/** What keeps files and words within their bounds. */
export type Retention = {
  /** Begins; returns at once. */
  start(): void;
  /** One pass over everything that is too old. */
  tidy(): Promise<void>;
  /** Removes files until the archive is within its limit; false where there was nothing to remove. */
  makeRoom(): Promise<boolean>;
  close(): Promise<void>;
};

const HOUR_MS = 3_600_000;
const SWEEP_EVERY_MS = 24 * HOUR_MS;
/** Small, so that nothing else waits for one transaction. */
const BATCH = 20;

/** Over its ports, at rest. */
export function createRetention(parts: {
  readonly store: RetentionStore;
  readonly archive: Archive & ArchiveUpkeep;
  readonly presence: Pick<Presence, 'takeChore'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly settings: RetentionSettings;
  /** Other looks at what is kept, once a day. */
  readonly daily?: () => Promise<void>;
}): Retention {
  const { store, archive, presence, clock, log } = parts;
  const { picturesMs, promptsMs, archiveBytesMax } = parts.settings;
  const ending = new AbortController();
  let makingRoom: Promise<boolean> | null = null;
  let ended: Promise<void> = Promise.resolve();
  let fullAtMs = Number.NEGATIVE_INFINITY;

  const removeAll = async (keys: readonly string[]): Promise<number> => {
    let freed = 0;
    for (const key of keys) freed += await archive.remove(key);
    return freed;
  };

  const removeOldFiles = async (): Promise<void> => {
    if (picturesMs === null) return;
    const endedBeforeMs = clock.nowMs() - picturesMs;
    let count = 0;
    while (!ending.signal.aborted) {
      const ids = await store.jobsWithFiles({ endedBeforeMs, favoured: false, limit: BATCH });
      if (ids.length === 0) break;
      await removeAll(await store.removeFiles(ids, clock.nowMs()));
      count += ids.length;
    }
    if (count > 0) log.info({ jobs: count }, 'old pictures removed');
  };

  const forgetOldWords = async (): Promise<void> => {
    if (promptsMs === null) return;
    const endedBeforeMs = clock.nowMs() - promptsMs;
    let count = 0;
    while (!ending.signal.aborted) {
      const { jobs, files } = await store.forgetWords(endedBeforeMs, clock.nowMs(), BATCH);
      if (jobs === 0) break;
      await removeAll(files);
      count += jobs;
    }
    if (count > 0) log.info({ jobs: count }, 'old prompts removed');
  };

  const free = async (bytesMax: number): Promise<boolean> => {
    let freed = 0;
    // The oldest that nobody made a favourite of; favourites only once nothing else is left.
    for (const favoured of [false, true]) {
      for (;;) {
        if ((archive.bytes() ?? 0) <= bytesMax) return true;
        const ids = await store.jobsWithFiles({
          endedBeforeMs: clock.nowMs() + 1,
          favoured,
          limit: BATCH,
        });
        if (ids.length === 0) break;
        for (const id of ids) {
          freed += await removeAll(await store.removeFiles([id], clock.nowMs()));
          if ((archive.bytes() ?? 0) <= bytesMax) return true;
        }
      }
    }
    if (clock.nowMs() - fullAtMs > HOUR_MS) {
      fullAtMs = clock.nowMs();
      log.error({ bytes: archive.bytes(), bytesMax }, 'archive over its limit');
    }
    return freed > 0;
  };

  const makeRoom = (): Promise<boolean> => {
    if (archiveBytesMax === null) return Promise.resolve(false);
    makingRoom ??= free(archiveBytesMax).finally(() => {
      makingRoom = null;
    });
    return makingRoom;
  };

  const tidy = async (): Promise<void> => {
    await forgetOldWords();
    await removeOldFiles();
    await makeRoom();
  };

  const loop = async (): Promise<void> => {
    let sweepAtMs = clock.nowMs() + HOUR_MS;
    while (!ending.signal.aborted) {
      try {
        if (await presence.takeChore('retention')) {
          // Other processes may have put and removed files.
          if (archiveBytesMax !== null) await archive.count();
          await tidy();
          if (clock.nowMs() >= sweepAtMs) {
            sweepAtMs = clock.nowMs() + SWEEP_EVERY_MS;
            await sweepArchive({ store, archive, clock, log, signal: ending.signal });
            await parts.daily?.();
          }
        }
      } catch (error) {
        log.error({ error }, 'retention failed');
      }
      await clock.sleepUntil(clock.nowMs() + HOUR_MS, ending.signal);
    }
  };

  return {
    start: () => {
      if (archiveBytesMax !== null) archive.limitTo(archiveBytesMax, makeRoom);
      ended = loop();
    },
    tidy,
    makeRoom,
    close: async () => {
      ending.abort();
      await ended;
    },
  };
}

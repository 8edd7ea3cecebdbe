/**
 * Enforces the operator's limits: files by age and archive size, prompts by age. A file is deleted only after the store
 * has saved that no job needs it; a crash in between leaves an unneeded file, which a daily sweep removes.
 */
import { HOUR_MS } from '#domain/period.ts';
import type { Archive, ArchiveUpkeep } from '#ports/archive.ts';
import { type Clock, isRecent } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Presence } from '#ports/presence.ts';
import type { RetentionStore } from '#ports/retention-store.ts';
import { sweepArchive } from './sweep-archive.ts';

/** The operator's limits; null: unlimited. */
export type RetentionSettings = {
  readonly picturesMs: number | null;
  readonly promptsMs: number | null;
  readonly archiveBytesMax: number | null;
};

/** Deletes old files and prompts. */
export type Retention = {
  /** Begins; returns at once. */
  start(): void;
  /** One pass over everything that is too old. */
  tidy(): Promise<void>;
  /** Deletes files until the archive is within its limit; false if there was nothing to delete. */
  makeRoom(): Promise<boolean>;
  close(): Promise<void>;
};

const SWEEP_EVERY_MS = 24 * HOUR_MS;
/** The pause until the time is known, in ms. */
const UNKNOWN_PAUSE_MS = 10_000;
/** Small, so that no transaction blocks others for long. */
const BATCH = 20;

/** Creates it without starting it. */
export function createRetention(parts: {
  readonly store: RetentionStore;
  readonly archive: Archive & ArchiveUpkeep;
  readonly presence: Pick<Presence, 'takeChore'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly settings: RetentionSettings;
  /** Whether the clock was checked; until then nothing is removed, since it may be wrong by years. */
  readonly isTimeKnown: () => boolean;
  /** Further checks once a day. */
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
    // The oldest first; favourites only once nothing else is left.
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
    while (!ending.signal.aborted && !parts.isTimeKnown())
      await clock.sleepUntil(clock.nowMs() + UNKNOWN_PAUSE_MS, ending.signal);
    let sweptAtMs = clock.nowMs() + HOUR_MS - SWEEP_EVERY_MS;
    while (!ending.signal.aborted) {
      try {
        if (await presence.takeChore('retention')) {
          // Other processes may have added and deleted files.
          if (archiveBytesMax !== null) await archive.count();
          await tidy();
          if (!isRecent(clock, sweptAtMs, SWEEP_EVERY_MS)) {
            await sweepArchive({ store, archive, clock, log, signal: ending.signal });
            await parts.daily?.();
            sweptAtMs = clock.nowMs();
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

/**
 * Checkpoints the write-ahead log while nobody writes, so that no commit has to wait for it. If writes never pause, a
 * commit does it once the log has `LOG_PAGES_MAX` pages.
 */
import Database from 'better-sqlite3';

/** A commit checkpoints the log itself at this many pages of 4 KiB. */
export const LOG_PAGES_MAX = 4_000;
/** The log's file is truncated to this size. */
export const LOG_BYTES_MAX = LOG_PAGES_MAX * 4_096;

/** Commits, of some twenty pages each, that are worth two syncs of the disk. */
const COMMITS_MIN = 32;
/** The pause in writes to wait for, in ms. */
const PAUSE_MS = 50;

/** Watches the commits of one connection. */
export type Checkpoints = {
  committed(): void;
  stop(): void;
};

/** Creates the checkpoints of a connection. */
export function createCheckpoints(database: Database.Database): Checkpoints {
  let commits = 0;
  let timer: NodeJS.Timeout | null = null;

  const watch = () => {
    const before = commits;
    timer = setTimeout(() => {
      timer = null;
      if (commits > before) watch();
      else moveLog();
    }, PAUSE_MS).unref();
  };
  const moveLog = () => {
    commits = 0;
    try {
      database.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      // A full disk: the log keeps everything and is tried again; failed commits report themselves.
      if (!(error instanceof Database.SqliteError)) throw error;
    }
  };

  return {
    committed: () => {
      commits += 1;
      if (commits >= COMMITS_MIN && timer === null) watch();
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

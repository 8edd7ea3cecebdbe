/**
 * Moves what was committed from the write-ahead log into the file while nobody writes, so that no commit has to wait for
 * it. Only where writes never pause for long, a commit does it once the log has `LOG_PAGES_MAX` pages.
 */
import Database from 'better-sqlite3';

/** A commit that finds so many pages of 4 KiB in the log moves them itself. */
export const LOG_PAGES_MAX = 4_000;
/** What is kept of the log's file, however long a reader let it become. */
export const LOG_BYTES_MAX = LOG_PAGES_MAX * 4_096;

/** So many commits, of some twenty pages each, are worth two syncs of the disk. */
const COMMITS_MIN = 32;
/** Nobody writes for so long, in ms. */
const PAUSE_MS = 50;

/** Watches the commits of one connection. */
export type Checkpoints = {
  committed(): void;
  stop(): void;
};

/** Nothing is committed yet. */
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
      // A full disk. The log keeps everything, and is tried again; what cannot be committed says so itself.
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

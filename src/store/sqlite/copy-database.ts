/** Copies a data file while a bot writes to it, and prepares a copy for use. */
import Database from 'better-sqlite3';
import { DataUnreadableError, explainedError } from './explained-error.ts';
import { openToRead } from './open-to-read.ts';

/** All pages in one step: SQLite restarts a copy whenever another process writes between two steps. */
const ALL_PAGES = 0x7fffffff;

/**
 * Copies a snapshot of the file to `copy`, which must not exist: a single file without a `-wal`. It blocks the thread
 * but no writer of the file. Throws if either file cannot be used, or if the copy is damaged, which means that the file
 * is.
 */
export async function copyDatabase(file: string, copy: string): Promise<void> {
  try {
    const source = openToRead(file);
    try {
      await source.backup(copy, { progress: () => ALL_PAGES });
    } finally {
      source.close();
    }
    const made = new Database(copy, { fileMustExist: true });
    try {
      made.pragma('journal_mode = DELETE');
      const found = made.pragma('quick_check(1)', { simple: true });
      if (found !== 'ok') throw new DataUnreadableError(file, new Error(String(found)));
    } finally {
      made.close();
    }
  } catch (error) {
    throw explainedError(file, error);
  }
}

/**
 * Makes every unfinished job of a copied file search for its final message before posting: the original bot may have
 * posted it since.
 */
export function searchBeforePosting(file: string): void {
  const database = new Database(file, { fileMustExist: true });
  try {
    database.exec(
      `UPDATE jobs SET post_attempted = 1 WHERE state IN ('queued', 'submitting', 'running', 'delivering')`,
    );
  } finally {
    database.close();
  }
}

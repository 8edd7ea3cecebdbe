/** Copies of a data file, made while a bot writes to it, and what a copy needs before a bot may carry on with it. */
import Database from 'better-sqlite3';
import { DataUnreadableError, explainedError } from './explained-error.ts';
import { openToRead } from './open-to-read.ts';

/** All of them in one step: SQLite starts a copy again whenever another process writes between two steps. */
const ALL_PAGES = 0x7fffffff;

/**
 * Copies one moment of the file to `copy`, which must not exist: a single file that needs no `-wal` beside it. It holds
 * the thread while it copies and blocks no writer of the file. Throws where either file cannot be used, or where the copy
 * is damaged, which means that the file is.
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
 * Makes every unfinished job of a copied file look for its final message before posting: the bot it was copied from may
 * have posted it since.
 */
export function expectEarlierPosts(file: string): void {
  const database = new Database(file, { fileMustExist: true });
  try {
    database.exec(
      `UPDATE jobs SET post_attempted = 1 WHERE state IN ('queued', 'submitting', 'running', 'delivering')`,
    );
  } finally {
    database.close();
  }
}

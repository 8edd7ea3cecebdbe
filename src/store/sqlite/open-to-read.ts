import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';

/** The longest wait for a checkpoint of the bot. */
const BUSY_MS = 5_000;

/** There is no data file yet, or it is elsewhere. */
export class NoDataError extends Error {
  override readonly name = 'NoDataError';

  constructor(file: string) {
    super(
      `There is no database at ${file}. The bot makes it at its first start; where it is kept elsewhere, set DATA_DIR ` +
        'to that folder.',
    );
  }
}

/**
 * Opens an existing data file for reading while the bot runs.
 * @throws {NoDataError} if it does not exist; otherwise SQLite's errors.
 */
export function openToRead(file: string): Database.Database {
  if (!existsSync(file)) throw new NoDataError(file);
  return new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
}

import Database from 'better-sqlite3';
import { DataNotWritableError } from './data-not-writable-error.ts';
import { DataUnreadableError } from './data-unreadable-error.ts';

/** What SQLite's error means to the person who starts the program; anything else as it is. */
export function explainedError(file: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(error.code)) return new DataUnreadableError(file, error);
  if (/^SQLITE_(CANTOPEN|READONLY|PERM)/.test(error.code)) {
    return new DataNotWritableError(file, error);
  }
  return error;
}

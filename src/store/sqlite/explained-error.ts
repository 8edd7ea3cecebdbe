import Database from 'better-sqlite3';
import { DataNotWritableError } from './data-not-writable-error.ts';
import { DataUnreadableError } from './data-unreadable-error.ts';

/** What SQLite's error means to the person who starts the program; anything else as it is. */
export function explainedError(file: string, error: unknown): unknown {
  if (isWriteRefused(error)) return new DataNotWritableError(file, error);
  if (!(error instanceof Database.SqliteError)) return error;
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(error.code)) return new DataUnreadableError(file, error);
  if (/^SQLITE_(CANTOPEN|READONLY|PERM)/.test(error.code)) {
    return new DataNotWritableError(file, error);
  }
  return error;
}

/** The file system's own refusals: of the file, or of a folder above it. */
function isWriteRefused(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(?:EACCES|EPERM|EROFS|ENOTDIR|ENOENT)$/.test(code);
}

import Database from 'better-sqlite3';

/** The data file or its folder is not writable. */
class DataNotWritableError extends Error {
  override readonly name = 'DataNotWritableError';

  constructor(file: string, cause: unknown) {
    super(
      `${file} cannot be opened for writing. Give the user this process runs as write access to ` +
        'the file and to its folder, or point DATA_DIR elsewhere.',
      { cause },
    );
  }
}

/** The data file is not an SQLite database, or is damaged. Not thrown for a missing file. */
export class DataUnreadableError extends Error {
  override readonly name = 'DataUnreadableError';

  constructor(file: string, cause: unknown) {
    super(
      `${file} is damaged or not a database of this program. Put a backup in its place ` +
        `(npm run restore), or move it away with its -wal and -shm files to start with an empty one.`,
      { cause },
    );
  }
}

/** Converts SQLite's error for the operator; other errors are returned unchanged. */
export function explainedError(file: string, error: unknown): unknown {
  if (isWriteRefused(error)) return new DataNotWritableError(file, error);
  if (!(error instanceof Database.SqliteError)) return error;
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(error.code)) return new DataUnreadableError(file, error);
  if (/^SQLITE_(CANTOPEN|READONLY|PERM)/.test(error.code)) {
    return new DataNotWritableError(file, error);
  }
  return error;
}

/** Whether the file system refused access to the file or a folder above it. */
function isWriteRefused(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(?:EACCES|EPERM|EROFS|ENOTDIR|ENOENT)$/.test(code);
}

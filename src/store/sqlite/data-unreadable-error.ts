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

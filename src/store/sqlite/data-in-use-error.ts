/** Another process works on the same data file, and did not stop within the wait. */
export class DataInUseError extends Error {
  override readonly name = 'DataInUseError';

  constructor(file: string) {
    super(
      `Another running process uses ${file}. Stop it first, or give this one a DATA_DIR of its own.`,
    );
  }
}

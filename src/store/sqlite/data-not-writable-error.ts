/** The data file or its folder does not let this process write. */
export class DataNotWritableError extends Error {
  override readonly name = 'DataNotWritableError';

  constructor(file: string, cause: unknown) {
    super(
      `${file} cannot be opened for writing. Give the user this process runs as write access to ` +
        'the file and to its folder, or point DATA_DIR elsewhere.',
      { cause },
    );
  }
}

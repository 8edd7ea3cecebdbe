/** The data file was written by a newer version of the program, which this one could damage. */
export class DataNewerError extends Error {
  override readonly name = 'DataNewerError';

  constructor(file: string) {
    super(
      `${file} was written by a newer version of Fourfold. Start that version or a later one, or ` +
        `put back the copy made before the upgrade (${file}.backup-*) as docs/operating.md says under Going back.`,
    );
  }
}

/** The data file was written by an earlier version, and must be upgraded first. */
export class DataOlderError extends Error {
  override readonly name = 'DataOlderError';

  constructor(file: string) {
    super(
      `${file} was written by an earlier version of Fourfold. The bot upgrades it at its next start; until then use ` +
        'that version for it.',
    );
  }
}

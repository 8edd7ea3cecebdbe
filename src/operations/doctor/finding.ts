/** What the doctor found out about one thing. */
export type Finding = {
  /** Stable, for programs: `discord.token`, `vendor.apiframe`, ... */
  readonly check: string;
  /** `problem`: the bot does not work, or loses something. `warning`: it works, and somebody should look. */
  readonly state: 'ok' | 'warning' | 'problem';
  /** What is so, in a sentence or less. */
  readonly found: string;
  /** What to do; null where nothing is. */
  readonly remedy: string | null;
};

export const ok = (check: string, found: string): Finding => ({
  check,
  state: 'ok',
  found,
  remedy: null,
});

export const warning = (check: string, found: string, remedy: string): Finding => ({
  check,
  state: 'warning',
  found,
  remedy,
});

export const problem = (check: string, found: string, remedy: string): Finding => ({
  check,
  state: 'problem',
  found,
  remedy,
});

/** What an error says, for a line of a report. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

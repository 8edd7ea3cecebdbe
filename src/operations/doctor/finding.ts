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

/** A check that found nothing wrong. */
export const ok = (check: string, found: string): Finding => ({
  check,
  state: 'ok',
  found,
  remedy: null,
});

/** Something works but needs attention; `remedy` says what to do. */
export const warning = (check: string, found: string, remedy: string): Finding => ({
  check,
  state: 'warning',
  found,
  remedy,
});

/** Something does not work; `remedy` says what to do. */
export const problem = (check: string, found: string, remedy: string): Finding => ({
  check,
  state: 'problem',
  found,
  remedy,
});

/** What an error says, for a line of a report. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** A setting to look at, of a line that begins with its variable and a colon; it is set, unless something else helps. */
export function settingFinding(line: string, remedy?: string): Finding {
  const [variable = '', ...rest] = line.split(':');
  return warning(`setting.${variable}`, rest.join(':').trim(), remedy ?? `Set ${variable}.`);
}

/** A finding of the doctor. */
export type Finding = {
  /** Stable, for scripts: `discord.token`, `vendor.apiframe`, ... */
  readonly check: string;
  /** `problem`: the bot does not work, or may lose data. `warning`: it works but needs attention. */
  readonly state: 'ok' | 'warning' | 'problem';
  /** The finding, in a sentence or less. */
  readonly found: string;
  /** What to do; null if nothing. */
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

/** A finding about a setting, from a line `VARIABLE: text`; by default the remedy is to set it. */
export function settingFinding(line: string, remedy?: string): Finding {
  const [variable = '', ...rest] = line.split(':');
  return warning(`setting.${variable}`, rest.join(':').trim(), remedy ?? `Set ${variable}.`);
}

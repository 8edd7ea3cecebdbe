/** The environment of a process, and the `.env` file of its current folder. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** The environment; absent and empty are equivalent. */
export type Environment = { readonly [variable: string]: string | undefined };

/** `.env` exists and cannot be read. */
export class EnvFileError extends Error {
  override readonly name = 'EnvFileError';
  readonly problem: string;

  constructor(cause: unknown, code: string) {
    const problem = `cannot be read (${code}): make it a file that the user this process runs as may read, or remove it`;
    super(`.env ${problem}.`, { cause });
    this.problem = problem;
  }
}

/**
 * Adds the variables of `.env` in the current folder; variables that are set already take precedence. Returns the names in
 * the file; none if there is no file.
 *
 * @throws {EnvFileError}
 */
export function addEnvFile(environment: {
  [variable: string]: string | undefined;
}): readonly string[] {
  let text: string;
  try {
    text = readFileSync('.env', 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOENT') return [];
    throw new EnvFileError(cause, code);
  }
  // Some editors write a byte order mark.
  const values = parseEnv(text.replace(/^\uFEFF/, ''));
  for (const [name, value] of Object.entries(values)) environment[name] ??= value;
  return Object.keys(values);
}

/** The variables that are set. Docker keeps quotes from env files, which no value needs. */
export function givenValues(environment: Environment): Readonly<Record<string, string>> {
  const values = Object.entries(environment).map(
    ([name, value = '']) => [name, /^\s*(["'])(.*)\1\s*$/s.exec(value)?.[2] ?? value] as const,
  );
  return Object.fromEntries(values.filter(([, value]) => value.trim() !== ''));
}

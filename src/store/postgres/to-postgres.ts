/** A statement in PostgreSQL's form. */
export type PostgresStatement = {
  /** The name of the prepared statement. */
  readonly name: string;
  readonly text: string;
  /** Orders values by parameter number, as texts. */
  readonly bind: (values: object) => readonly (string | null)[];
};

/** Replaces NUL characters, which PostgreSQL cannot store; other values are unchanged. */
export const withoutZero = <Value>(value: Value): Value | string =>
  typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value;

const known = new Map<string, PostgresStatement>();

/** Numbers the named parameters and removes SQLite's hints; cached by text. */
export function toPostgres(text: string): PostgresStatement {
  const before = known.get(text);
  if (before !== undefined) return before;
  const names: string[] = [];
  const numbered = text.replace(/ INDEXED BY \w+/g, '').replace(/@(\w+)/g, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  const made: PostgresStatement = {
    name: `s${known.size}`,
    text: numbered,
    bind: (values) => names.map((name) => textOf(withoutZero(Reflect.get(values, name)))),
  };
  known.set(text, made);
  return made;
}

const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);

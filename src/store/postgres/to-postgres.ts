/** A statement as PostgreSQL takes it. */
export type PostgresStatement = {
  /** What the connection keeps the prepared statement under. */
  readonly name: string;
  readonly text: string;
  /** Values by their place. */
  readonly bind: (values: object) => unknown[];
};

const known = new Map<string, PostgresStatement>();

/** Named parameters become numbered ones, and hints that are SQLite's are left out; each text once. */
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
    bind: (values) => names.map((name) => Reflect.get(values, name)),
  };
  known.set(text, made);
  return made;
}

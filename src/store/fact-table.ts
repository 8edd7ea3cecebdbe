import { statement, type Work } from './statement.ts';

const find = statement<{ readonly key: string }, { readonly value: string }>(
  'SELECT value FROM facts WHERE key = @key',
);
const save = statement<{ readonly key: string; readonly value: string }>(
  'INSERT INTO facts (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
);
const insert = statement<{ readonly key: string; readonly value: string }>(
  'INSERT INTO facts (key, value) VALUES (@key, @value) ON CONFLICT (key) DO NOTHING',
);
const replace = statement<{
  readonly key: string;
  readonly value: string;
  readonly before: string;
}>('UPDATE facts SET value = @value WHERE key = @key AND value = @before');

/** The value of a fact, or null. */
export function* readFact(key: string): Work<string | null> {
  return (yield* find.first({ key }))?.value ?? null;
}

/** Inserts or replaces a fact. */
export function* saveFact(key: string, value: string): Work<void> {
  yield* save.run({ key, value });
}

/** Replaces the fact if it still has the expected value (null: absent); false otherwise. */
export function* replaceFact(key: string, before: string | null, value: string): Work<boolean> {
  const changes =
    before === null
      ? yield* insert.count({ key, value })
      : yield* replace.count({ key, value, before });
  return changes === 1;
}

/** Changes the fact's value: SQLite would not write an unchanged row. */
export function* changeFact(key: string): Work<void> {
  yield* saveFact(key, (yield* readFact(key)) === 'even' ? 'odd' : 'even');
}

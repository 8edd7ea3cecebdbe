import type { Database } from 'better-sqlite3';

export type FactTable = {
  read(key: string): string | null;
  save(key: string, value: string): void;
};

/** Small facts over one connection. */
export function createFactTable(database: Database): FactTable {
  const read = database.prepare<[string], string>('SELECT value FROM facts WHERE key = ?').pluck();
  const save = database.prepare<[string, string]>(
    'INSERT INTO facts (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    read: (key) => read.get(key) ?? null,
    save: (key, value) => {
      save.run(key, value);
    },
  };
}

import type { Database } from 'better-sqlite3';
import type { StoredLink } from '#ports/store.ts';
import { regionLinks } from './schema-links.ts';
import { fieldsOf, wholeRow } from './sql-text.ts';

/** So long after its end a link is still told from one that never was. */
const KEPT_AFTER_END_MS = 60 * 60_000;

export type LinkTable = {
  read(key: string): StoredLink | null;
  add(link: StoredLink, nowMs: number): void;
  change(key: string, value: string): void;
};

/** Links over one connection; each new one takes away what nobody can use any more. */
export function createLinkTable(database: Database): LinkTable {
  const read = database.prepare<[string], StoredLink>(
    `SELECT ${fieldsOf(regionLinks)} FROM region_links WHERE key = ?`,
  );
  const add = database.prepare<[StoredLink]>(`INSERT INTO region_links ${wholeRow(regionLinks)}`);
  const replace = database.prepare<[string]>(
    `DELETE FROM region_links WHERE owner = ? AND value <> ''`,
  );
  const sweep = database.prepare<[number]>('DELETE FROM region_links WHERE expires_at_ms < ?');
  const change = database.prepare<[string, string]>(
    'UPDATE region_links SET value = ? WHERE key = ?',
  );
  return {
    read: (key) => read.get(key) ?? null,
    add: (link, nowMs) => {
      sweep.run(nowMs - KEPT_AFTER_END_MS);
      replace.run(link.owner);
      add.run(link);
    },
    change: (key, value) => {
      change.run(value, key);
    },
  };
}

import type { StoredLink } from '#ports/link-store.ts';
import { regionLinks } from './schema/links.ts';
import { fieldsOf, wholeRow } from './sql-text.ts';
import { statement, type Work } from './statement.ts';

/** How long an expired link is kept, to tell it from an unknown one. */
const KEPT_AFTER_END_MS = 60 * 60_000;

const find = statement<{ readonly key: string }, StoredLink>(
  `SELECT ${fieldsOf(regionLinks)} FROM region_links WHERE key = @key`,
);
const add = statement<StoredLink>(`INSERT INTO region_links ${wholeRow(regionLinks)}`);
const replaceOwn = statement<{ readonly owner: string }>(
  `DELETE FROM region_links WHERE owner = @owner AND value <> ''`,
);
const sweep = statement<{ readonly endedMs: number }>(
  'DELETE FROM region_links WHERE expires_at_ms < @endedMs',
);
const change = statement<{ readonly key: string; readonly value: string }>(
  'UPDATE region_links SET value = @value WHERE key = @key',
);

/** The stored link, or null. */
export function* readLink(key: string): Work<StoredLink | null> {
  return yield* find.first({ key });
}

/** Adds a link; removes the owner's earlier one and old ones. */
export function* addLink(link: StoredLink, nowMs: number): Work<void> {
  yield* sweep.run({ endedMs: nowMs - KEPT_AFTER_END_MS });
  yield* replaceOwn.run({ owner: link.owner });
  yield* add.run(link);
}

/** Replaces the stored link's value. */
export function* changeLink(key: string, value: string): Work<void> {
  yield* change.run({ key, value });
}

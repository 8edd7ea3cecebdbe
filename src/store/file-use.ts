/** Which jobs use an archived file, and so whether it is kept and shown. */
import { statement, type Work } from './statement.ts';

type ByKey = { readonly key: string };

const holder = (table: string, which: string) =>
  `SELECT 1 AS held FROM ${table} JOIN jobs ON jobs.id = job_id WHERE key = @key ${which}`;
const holderOf = (which: string) =>
  statement<ByKey, { readonly held: number }>(
    `${['pictures', 'videos', 'given_files'].map((table) => holder(table, which)).join(' UNION ALL ')} LIMIT 1`,
  );
const anyHolderOf = holderOf('');
const keepingHolderOf = holderOf('AND files_removed_at_ms IS NULL');
const openHolderOf = holderOf(
  `AND files_removed_at_ms IS NULL AND state <> 'cancelled' AND NOT EXISTS (
     SELECT 1 FROM remarks WHERE remarks.job_id = jobs.id AND remarks.kind = 'removed')`,
);

/** The keys that no job with kept files uses. */
export function* unusedFiles(keys: readonly string[]): Work<readonly string[]> {
  const unused: string[] = [];
  for (const key of keys) if ((yield* keepingHolderOf.first({ key })) === null) unused.push(key);
  return unused;
}

/** Whether links to the file are valid. */
export function* readFileUse(key: string): Work<'used' | 'withdrawn' | 'unknown'> {
  if ((yield* openHolderOf.first({ key })) !== null) return 'used';
  return (yield* anyHolderOf.first({ key })) === null ? 'unknown' : 'withdrawn';
}

/**
 * Writes the failure table into `docs/operating.md`: `node scripts/operating-doc.ts`. The rest of the document is
 * written by hand; a test compares the table.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { failureTable } from './failure-table.ts';

const FILE = new URL('../docs/operating.md', import.meta.url);
const TABLE = /^\| What goes wrong \|.*\n(?:\|.*\n)*/m;

/** The document with the current table. */
export async function operatingDocument(text: string): Promise<string> {
  if (!TABLE.test(text)) throw new Error('docs/operating.md has no table of failures');
  const table = await failureTable();
  return text.replace(TABLE, () => table);
}

if (import.meta.main) writeFileSync(FILE, await operatingDocument(readFileSync(FILE, 'utf8')));

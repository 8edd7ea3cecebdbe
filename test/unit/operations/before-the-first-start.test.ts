/** How: what an operator runs before the bot was ever started is run on a folder that does not exist. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkDisk } from '#operations/doctor/check-data.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { copyDatabase } from '#store/sqlite/copy-database.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fourfold-first-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('npm run doctor says that the folder will be made, and makes nothing', async () => {
  const dataDir = join(folder, 'not', 'yet');
  const finding = await checkDisk({ dataDir });
  expect(finding.state).not.toBe('problem');
  expect(finding.found).toContain('which the first start makes');
  expect(existsSync(join(folder, 'not'))).toBe(false);
  const there = await checkDisk({ dataDir: folder });
  expect(there.found).not.toContain('first start');
});

it('backup, export and audit say that there is no database, and where to look', async () => {
  const file = join(folder, 'fourfold.db');
  const said = /^There is no database at .*fourfold\.db\. The bot makes it at its first start/;
  expect(() => auditBooks(file)).toThrow(said);
  await expect(copyDatabase(file, join(folder, 'copy.db'))).rejects.toThrow(said);
});

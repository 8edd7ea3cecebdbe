/** `docs/security.md` names the test that shows each promise, and the file that keeps it: all of them exist. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const named = [...text.matchAll(/`((?:src|test|playground)\/[\w./-]+)`/g)].map(
  ([, path = '']) => path,
);
const rows = text
  .slice(text.indexOf('## From the network'), text.indexOf('## Tried from outside'))
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:attack|-+) /.test(line));

it('names files that exist', () => {
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('names a test in every row', () => {
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter((row) => !row.includes('`test/'))).toEqual([]);
});

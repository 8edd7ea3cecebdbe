import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { operatingDocument } from '../../../scripts/operating-doc.ts';

const file = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8');

it('`docs/operating.md` has the failures as they happen (npm run docs writes them)', async () => {
  expect(file).toBe(await operatingDocument(file));
});

it('a table that is out of date is replaced, and nothing around it', async () => {
  const old = file.replace(/^\| Never finishes .*\n/m, '');
  expect(old).not.toBe(file);
  expect(await operatingDocument(`${old}\n## Later\n`)).toBe(`${file}\n## Later\n`);
});

it('a document without the table is not written over', async () => {
  await expect(operatingDocument('# Operating\n')).rejects.toThrow('no table of failures');
});

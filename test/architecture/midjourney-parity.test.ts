/** `docs/midjourney-parity.md` answers every row, in one of three words, and names tests and files that exist. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PARITY_ROWS } from '#test/fixtures/parity-rows.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const TEXT = readFileSync(join(ROOT, 'docs', 'midjourney-parity.md'), 'utf8');

type Row = {
  readonly heading: string;
  readonly cells: readonly string[];
};

/** The rows of the document's tables, each under the heading that it stands below. */
function readRows(): readonly Row[] {
  let heading = '';
  const rows: Row[] = [];
  for (const line of TEXT.split('\n')) {
    if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
    const isRow = line.startsWith('| ') && !/^\| (?:row|-+) +\|/.test(line);
    if (isRow) rows.push({ heading, cells: cellsOf(line) });
  }
  return rows;
}

const cellsOf = (line: string): readonly string[] =>
  line
    .replace(/^\| | \|$/g, '')
    .split(' | ')
    .map((cell) => cell.trim());

const ROWS = readRows();
const faulty = (isRight: (row: Row) => boolean): readonly string[] =>
  ROWS.filter((row) => !isRight(row)).map(({ cells }) => cells.join(' | '));

it('has every row under its heading, and no other', () => {
  const found = Object.fromEntries(
    [...new Set(ROWS.map(({ heading }) => heading))].map((heading) => [
      heading,
      ROWS.filter((row) => row.heading === heading).map(({ cells }) => cells[0]),
    ]),
  );
  expect(found).toEqual(PARITY_ROWS);
  expect(new Set(ROWS.map(({ cells }) => cells[0])).size).toBe(ROWS.length);
});

it('fills every cell', () => {
  expect(faulty(({ cells }) => cells.length === 5 && cells.every((cell) => cell !== ''))).toEqual(
    [],
  );
});

it('says how sure it is, and one of three words', () => {
  expect(faulty(({ cells }) => /^[ABCU]$/.test(cells[2] ?? ''))).toEqual([]);
  expect(faulty(({ cells }) => /^\*\*(?:same|better|absent)\*\*$/.test(cells[3] ?? ''))).toEqual(
    [],
  );
});

it('gives a reason for what is absent, and says what is better', () => {
  // The name of a test alone tells a reader nothing.
  const reasoned = ({ cells: [, , , word, how = ''] }: Row) =>
    word === '**same**' || how.replace(/`\w[\w-]*\/[\w./-]+`|[, .]/g, '').length > 5;
  expect(faulty(reasoned)).toEqual([]);
});

it('names tests and files that exist', () => {
  const tests = TEXT.matchAll(
    /`((?:architecture|browser|contract|e2e|property|simulation|unit)\/[\w/-]+)`/g,
  );
  const files = TEXT.matchAll(/`((?:commands|docs|src)\/[\w./-]+)`/g);
  const named = [
    ...[...tests].map(([, name]) => `test/${name}.test.ts`),
    ...[...files].map(([, name]) => name ?? ''),
  ];
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
});

/** The log lines that docs/operating.md explains are those that the sources write: an operator searches for them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const ROW = /^\| `(?:error|warn|info)` ([^|]+?) *\|/gm;

it('docs/operating.md explains log lines as they are written', () => {
  const page = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');
  const lines = [...page.matchAll(ROW)].map(([, line = '']) => line);
  const sources = globSync('src/**/*.ts', { cwd: ROOT })
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n');
  expect(lines.length).toBeGreaterThan(30);
  const isWritten = (line: string) =>
    [`'${line}'`, `"${line}"`].some((text) => sources.includes(text));
  expect(lines.filter((line) => !isWritten(line))).toEqual([]);
});

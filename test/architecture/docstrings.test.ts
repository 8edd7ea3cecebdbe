/** What a file exports says in a sentence what it is for: shapes, units, who calls it, what it throws. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
/** Sources are formatted by Biome, so that an export begins its line. */
const EXPORT =
  /^export (?:async )?(?:abstract )?(?:const|let|function\*?|type|class|interface) (\w+)/;

const read = (path: string): readonly string[] =>
  readFileSync(join(ROOT, path), 'utf8').split('\n');

const FILES = globSync(['src/**/*.ts', 'commands/**/*.ts'], { cwd: ROOT });

it('finds the exports', () => {
  const exported = FILES.flatMap(read).filter((line) => EXPORT.test(line));
  expect(exported.length).toBeGreaterThan(1_000);
});

it('every export has a docstring', () => {
  const bare = FILES.flatMap((path) =>
    read(path).flatMap((line, place, lines) => {
      const name = EXPORT.exec(line)?.[1];
      const isDescribed = /\*\/$/.test(lines[place - 1] ?? '');
      return name === undefined || isDescribed ? [] : [`${path}:${place + 1} ${name}`];
    }),
  );
  expect(bare).toEqual([]);
});

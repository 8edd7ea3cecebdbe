/** `docs/architecture.md` tells where to look: every place that it names exists. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const TEXT = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');

it('names only files and folders that exist', () => {
  const named = [
    ...TEXT.matchAll(/`((?:src|commands|emulators|playground|scripts|migrations)\/[\w./-]*)`/g),
  ].map(([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('answers at least twenty questions, each once', () => {
  const table = TEXT.slice(TEXT.indexOf('## Where to find it'), TEXT.indexOf("## A job's life"));
  const questions = [...table.matchAll(/^\| (.+?) +\|/gm)].map(([, question]) => question).slice(2);
  expect(questions.length).toBeGreaterThanOrEqual(20);
  expect(new Set(questions).size).toBe(questions.length);
});

/** Every mutant still applies: a mutant whose place is gone proves nothing, and would be noticed only in a long run. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from '../../scripts/mutants.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('mutants', () => {
  it.each(MUTANTS)('$title: has exactly one place, and tests that exist', (mutant) => {
    const source = readFileSync(join(ROOT, mutant.file), 'utf8');
    expect(source.split(mutant.find)).toHaveLength(2);
    expect(source.replace(mutant.find, () => mutant.replace)).not.toBe(source);
    expect(mutant.tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('are told apart by their titles, by which they are picked', () => {
    const titles = MUTANTS.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

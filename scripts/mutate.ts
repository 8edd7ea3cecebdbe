/**
 * `npm run mutate`: breaks promises one by one in a copy of the tree and runs the tests that hold
 * them. A mutant that survives means a test that cannot fail. `--only TEXT` picks by title.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MUTANTS, type Mutant } from './mutants.ts';

const ROOT = join(import.meta.dirname, '..');
const PARTS = [
  'src',
  'commands',
  'playground',
  'emulators',
  'docs',
  'bench',
  'migrations',
  'test',
  'scripts',
];
const FILES = ['package.json', 'tsconfig.json', 'vitest.config.ts', '.env.example', 'README.md'];

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = MUTANTS.filter(({ title }) => title.includes(values.only ?? ''));
const copy = mkdtempSync(join(tmpdir(), 'fourfold-mutate-'));
for (const part of [...PARTS, ...FILES]) {
  cpSync(join(ROOT, part), join(copy, part), { recursive: true });
}
symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));

/** Null when the tests noticed. */
function survives({ file, find, replace, tests }: Mutant): string | null {
  const path = join(copy, file);
  const original = readFileSync(path, 'utf8');
  if (original.split(find).length !== 2) return `not exactly one place for it in ${file}`;
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  const run = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--bail', '1', ...tests],
    {
      cwd: copy,
      encoding: 'utf8',
      timeout: 300_000,
      env: { ...process.env, CI: 'true', NO_COLOR: '1' },
    },
  );
  writeFileSync(path, original);
  if (run.status === 0) return 'survived';
  // A run that could not begin fails as well, and shows nothing about the tests.
  return / (?:Tests|Test Files) .*\d+ failed/.test(run.stdout) ? null : 'no tests ran';
}

let failed = 0;
for (const mutant of chosen) {
  const trouble = survives(mutant);
  if (trouble !== null) failed++;
  process.stdout.write(`${trouble === null ? 'caught  ' : trouble.padEnd(8)} ${mutant.title}\n`);
}
rmSync(copy, { recursive: true, force: true });
process.stdout.write(`${chosen.length - failed} of ${chosen.length} mutants caught\n`);
process.exitCode = failed === 0 ? 0 : 1;

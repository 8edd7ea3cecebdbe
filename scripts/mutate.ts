/**
 * `npm run mutate`: applies mutants one by one in a copy of the repository and runs their tests. A surviving mutant
 * means that a test cannot fail. `--only TEXT` selects by title, and can be repeated; `--workers N` sets the number of
 * concurrent mutants.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
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

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [''] },
    workers: { type: 'string', default: '2' },
  },
});
const chosen = MUTANTS.filter(({ title }) => values.only.some((text) => title.includes(text)));

/** A copy of the repository for mutants. */
function copyOfTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'fourfold-mutate-'));
  for (const part of [...PARTS, ...FILES]) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Null if the tests failed, as they should. */
async function survives(
  copy: string,
  { file, find, replace, tests }: Mutant,
): Promise<string | null> {
  const path = join(copy, file);
  const original = readFileSync(path, 'utf8');
  if (original.split(find).length !== 2) return `not exactly one place for it in ${file}`;
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  const run = await runTests(copy, tests);
  writeFileSync(path, original);
  if (run.status === 0) return 'survived';
  // A run that could not start fails too, and proves nothing about the tests.
  return / (?:Tests|Test Files) .*\d+ failed/.test(run.output) ? null : 'no tests ran';
}

async function runTests(copy: string, tests: readonly string[]) {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--bail', '1', ...tests],
    {
      cwd: copy,
      timeout: 300_000,
      env: { ...process.env, CI: 'true', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { output, status };
}

let failed = 0;
const waiting = chosen.values();

/** Processes mutants until none are left. */
async function work(): Promise<void> {
  const copy = copyOfTree();
  for (const mutant of waiting) {
    const trouble = await survives(copy, mutant);
    if (trouble !== null) failed++;
    process.stdout.write(`${trouble === null ? 'caught  ' : trouble.padEnd(8)} ${mutant.title}\n`);
  }
  rmSync(copy, { recursive: true, force: true });
}

await Promise.all(Array.from({ length: Number(values.workers) }, work));
process.stdout.write(`${chosen.length - failed} of ${chosen.length} mutants caught\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** How: the file that `npm start` begins with, alone in a folder as before `npm ci`, and what it says of each Node. */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { dataFolder } from '#test/fixtures/bot-process.ts';

const ROOT = join(import.meta.dirname, '..', '..');
type Facts = { readonly version: string; readonly wanted: string; readonly isInstalled: boolean };
const isFunction = (value: unknown): boolean => typeof value === 'function';
const { missing } = z
  .object({ missing: z.custom<(facts: Facts) => string | null>(isFunction) })
  .parse(createRequire(import.meta.url)(join(ROOT, 'scripts/run.cjs')));
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(createRequire(import.meta.url)(join(ROOT, 'package.json')));

it.each([
  ['20.20.2', false, 'Fourfold is not installed yet. Run this first, in its folder: npm ci'],
  ['24.21.0', false, 'Fourfold is not installed yet. Run this first, in its folder: npm ci'],
  ['18.19.0', false, expect.stringMatching(/Node 20 or newer.*this is Node 18\.19\.0.*npm ci$/)],
  ['20.20.2', true, expect.stringMatching(/needs Node 24, and this is Node 20\.20\.2.*npm ci/)],
  ['24.21.0', true, null],
  ['25.1.0', true, null],
])('on Node %s, installed %s, it says: %s', (version, isInstalled, said) => {
  expect(missing({ version, wanted: '24.21.0', isInstalled })).toEqual(said);
});

it('what an operator runs before npm ci answers in one line', () => {
  const folder = dataFolder();
  onTestFinished(folder.remove);
  mkdirSync(join(folder.path, 'scripts'));
  for (const name of ['package.json', 'scripts/run.cjs']) {
    cpSync(join(ROOT, name), join(folder.path, name));
  }
  const operators = ['start', 'doctor', 'backup', 'restore', 'export'];
  expect(operators.map((name) => /^node (\S+) /.exec(scripts[name] ?? '')?.[1])).toEqual(
    operators.map(() => 'scripts/run.cjs'),
  );
  const [, ...words] = (scripts.start ?? '').split(' ');
  const { status, stderr, stdout } = spawnSync(process.execPath, words, {
    cwd: folder.path,
    encoding: 'utf8',
  });
  expect({ status, stdout, lines: stderr.trim().split('\n') }).toEqual({
    status: 1,
    stdout: '',
    lines: ['Fourfold is not installed yet. Run this first, in its folder: npm ci'],
  });
});

it('runs the program as Node itself would, with what it was given', () => {
  const program = join(ROOT, 'test/fixtures/tell-settings.ts');
  const { stdout } = spawnSync(
    process.execPath,
    [join(ROOT, 'scripts/run.cjs'), program, '--check', 'a b'],
    { encoding: 'utf8', env: { PATH: process.env.PATH } },
  );
  expect(JSON.parse(stdout)).toMatchObject({
    given: ['--check', 'a b'],
    execArgv: expect.arrayContaining([expect.stringMatching(/^--max-semi-space-size=/)]),
  });
});

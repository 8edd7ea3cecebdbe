/** `CONTRIBUTING.md` is followed to the letter by those who are new: what it names exists, and its command compiles. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const TEXT = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

it('names only files and folders that exist', () => {
  const named = [
    ...TEXT.matchAll(/`((?:src|commands|emulators|playground|test|scripts|docs)\/[\w./-]*)`/g),
  ].map(([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('shows a command that compiles', () => {
  const command = /```ts\n(import \{ ApplicationCommandType[\s\S]*?)```/.exec(TEXT)?.[1] ?? '';
  expect(command).toContain('satisfies Command');
  // In the tree, where its imports mean what they say; hidden, so that no other tool takes it for a source.
  const file = join(ROOT, 'test', `.contributing-${process.pid}.ts`);
  const config = join(ROOT, 'test', `.contributing-${process.pid}.json`);
  onTestFinished(() => {
    rmSync(file, { force: true });
    rmSync(config, { force: true });
  });
  writeFileSync(file, command);
  writeFileSync(
    config,
    JSON.stringify({ extends: '../tsconfig.json', include: [], files: [file] }),
  );
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  expect(execFileSync(process.execPath, [compiler, '-p', config], { encoding: 'utf8' })).toBe('');
});

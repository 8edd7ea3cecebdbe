import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { loadCommands } from '#discord/commands/load-commands.ts';

const folder = mkdtempSync(join(tmpdir(), 'commands-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A folder of commands with these files in it, by path. */
const folderWith = (files: Readonly<Record<string, string>>): URL => {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
  return pathToFileURL(`${folder}/`);
};

const command = (name: string): string =>
  `export default { data: { name: '${name}' }, run: async () => {} };`;

test('a command is a file, or a folder with that file and its parts', async () => {
  const commands = await loadCommands(
    folderWith({
      'cancel-job.ts': command('Cancel Job'),
      'quota/quota.ts': command('quota'),
      'quota/options.ts': 'export const OPTIONS = [];',
      'notes.md': '',
    }),
  );
  expect([...commands.keys()].toSorted()).toEqual(['Cancel Job', 'quota']);
});

test.each([
  ['a file that is named otherwise', { 'one.ts': command('two') }, /holds a command named two/],
  ['a folder that is named otherwise', { 'a/a.ts': command('b') }, /holds a command named b/],
  ['a folder without its command', { 'c/options.ts': '' }, /c\/c\.ts/],
  ['a file without a command', { 'd.ts': 'export default {};' }, /has no command/],
])('refuses %s', async (_title, files, message) => {
  await expect(loadCommands(folderWith(files))).rejects.toThrow(message);
});

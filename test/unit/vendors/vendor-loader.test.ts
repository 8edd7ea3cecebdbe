import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { loadVendors } from '#vendors/load-vendors.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** A tree of vendor files; the loader takes any file whose default export has the right shape. */
async function treeOf(files: Readonly<Record<string, string>>): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'vendors-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return pathToFileURL(`${folder}/`);
}

const vendorFile = (name: string, variable = `${name.toUpperCase()}_API_KEY`): string =>
  `export default { kind: 'vendor-definition', name: '${name}', label: 'X', settings: [{ variable: '${variable}' }] };`;

test('finds files and folders that are named after their vendor', async () => {
  const tree = await treeOf({
    'beta.ts': vendorFile('beta'),
    'alpha/alpha.ts': vendorFile('alpha'),
    'alpha/alpha-request.ts': 'export const part = 1;',
    'notes.md': 'not a vendor',
  });
  expect((await loadVendors(tree)).map(({ name }) => name)).toEqual(['alpha', 'beta']);
});

test.for([
  [
    'two of one name',
    { 'one.ts': vendorFile('one'), 'one/one.ts': vendorFile('one') },
    /both call themselves one/,
  ],
  ['no default export', { 'one.ts': 'export const one = 1;' }, /one\.ts has no default export/],
  [
    'a default export of another kind',
    { 'one.ts': 'export default {};' },
    /one\.ts has no default export/,
  ],
  [
    'a file that does not load',
    { 'one.ts': 'throw new Error("boom");' },
    /one\.ts cannot be loaded: boom/,
  ],
  [
    'a folder without its file',
    { 'one/two.ts': vendorFile('two') },
    /one\/one\.ts cannot be loaded/,
  ],
  ['a name that is not the file’s', { 'one.ts': vendorFile('two') }, /one\.ts calls itself two/],
  [
    'a name no variable can begin with',
    { 'o-ne.ts': vendorFile('o-ne') },
    /lower case letters and digits/,
  ],
  [
    'a variable of somebody else',
    { 'one.ts': vendorFile('one', 'TWO_KEY') },
    /TWO_KEY does not begin with ONE_/,
  ],
] as const)('refuses %s', async ([, files, message]) => {
  await expect(loadVendors(await treeOf(files))).rejects.toThrow(message);
});

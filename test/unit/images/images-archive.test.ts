import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openArchive } from '#images/archive.ts';

const directories: string[] = [];

async function setup() {
  const directory = await mkdtemp(join(tmpdir(), 'archive-'));
  directories.push(directory);
  const files = async () =>
    (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  return { directory, files, archive: await openArchive(directory) };
}

afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

const bytes = Buffer.from('a picture, as far as an archive cares');
const key = createHash('sha256').update(bytes).digest('hex');

test.each([
  ['image/png', 'png'],
  ['image/webp', 'webp'],
  ['image/jpeg', 'jpg'],
  ['application/x-new', 'bin'],
])('keeps %s under its content hash and gives it back', async (mediaType, extension) => {
  const { archive, files } = await setup();
  expect(await archive.put(bytes, mediaType)).toEqual({ key, mediaType, bytes: bytes.byteLength });
  expect(await files()).toEqual([`${key.slice(0, 2)}/${key.slice(2, 4)}/${key}.${extension}`]);
  expect(await archive.get(key)).toEqual(bytes);
});

test('keeps the same bytes once, even put many times at once', async () => {
  const { archive, files } = await setup();
  await Promise.all(Array.from({ length: 20 }, () => archive.put(bytes, 'image/png')));
  await archive.put(bytes, 'image/png');
  expect(await files()).toHaveLength(1);
});

test('still has everything when opened again', async () => {
  const { archive, directory } = await setup();
  await archive.put(bytes, 'image/png');
  expect(await (await openArchive(directory)).get(key)).toEqual(bytes);
});

test('removes what a crash left half written', async () => {
  const { directory, files } = await setup();
  await mkdir(join(directory, '.unfinished'), { recursive: true });
  await writeFile(join(directory, '.unfinished', 'draft'), 'half a pic');
  await openArchive(directory);
  expect(await files()).toEqual([]);
});

test.each([
  ['never put', '0'.repeat(64)],
  ['a path', '../../../../etc/passwd'],
  ['empty', ''],
  ['upper case', key.toUpperCase()],
])('has nothing for a key that is %s', async (_, unknown) => {
  const { archive } = await setup();
  await archive.put(bytes, 'image/png');
  expect(await archive.get(unknown)).toBeNull();
});

test.each([
  ['rotten', Buffer.alloc(bytes.byteLength)],
  ['cut short', bytes.subarray(0, 5)],
])('treats a %s file as missing', async (_, damaged) => {
  const { archive, directory, files } = await setup();
  await archive.put(bytes, 'image/png');
  const [file = ''] = await files();
  await writeFile(join(directory, file), damaged);
  expect(await archive.get(key)).toBeNull();
});

const flipped = Buffer.from(bytes);
flipped[7] = (flipped[7] ?? 0) ^ 1;
const DAMAGES = [
  ['with a flipped bit', flipped],
  ['cut short', bytes.subarray(0, 5)],
] as const;

test.each(DAMAGES)('a file %s is made whole by putting the picture again', async (_, damaged) => {
  const { archive, directory, files } = await setup();
  await archive.put(bytes, 'image/png');
  const [file = ''] = await files();
  await writeFile(join(directory, file), damaged);
  await archive.count();
  await archive.put(bytes, 'image/png');
  expect(await archive.get(key)).toEqual(bytes);
  expect(archive.bytes()).toBe(bytes.byteLength);
});

test.each(DAMAGES)('a file %s is made whole by giving the picture again', async (_, damaged) => {
  const { archive, directory, files } = await setup();
  await archive.put(bytes, 'image/png');
  const [file = ''] = await files();
  await writeFile(join(directory, file), damaged);
  await archive.stage(bytes, 'image/png');
  const held = await archive.hold([key]);
  await held.keep();
  expect(await archive.get(key)).toEqual(bytes);
});

test.each(DAMAGES)('a file %s is sent to nobody, whenever it happened', async (_, damaged) => {
  const { archive, directory, files } = await setup();
  await archive.put(bytes, 'image/png');
  expect(await archive.find(key)).toMatchObject({ bytes: bytes.byteLength });
  const [file = ''] = await files();
  await writeFile(join(directory, file), damaged);
  expect(await archive.find(key)).toBeNull();
  await archive.put(bytes, 'image/png');
  expect(await archive.find(key)).toMatchObject({ bytes: bytes.byteLength });
});

test('a put that fails leaves nothing behind', async () => {
  const { archive, directory, files } = await setup();
  // A folder where the file belongs lets everything work but the last step.
  await mkdir(join(directory, key.slice(0, 2), key.slice(2, 4), `${key}.png`), { recursive: true });
  await expect(archive.put(bytes, 'image/png')).rejects.toThrow();
  expect(await files()).toEqual([]);
});

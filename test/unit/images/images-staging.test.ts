/** Pictures that no job points at yet: bounded, held while a job is saved, gone or kept after a crash. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openArchive } from '#images/archive.ts';
import { openStaging } from '#images/staging.ts';

const directories: string[] = [];
afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

async function setup() {
  const directory = await mkdtemp(join(tmpdir(), 'staging-'));
  directories.push(directory);
  const files = async () =>
    (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  return { directory, files, archive: await openArchive(directory) };
}

const bytes = Buffer.from('a picture that was given');
const key = createHash('sha256').update(bytes).digest('hex');
const kept = `${key.slice(0, 2)}/${key.slice(2, 4)}/${key}.png`;

test('what is staged is no part of the archive, and is gone with the next start', async () => {
  const { archive, directory, files } = await setup();
  expect(await archive.stage(bytes, 'image/png')).toMatchObject({ key, bytes: bytes.byteLength });
  expect(await archive.has(key)).toBe(true);
  expect(await archive.get(key)).toBeNull();
  expect(await archive.find(key)).toBeNull();
  expect(await (await openArchive(directory)).has(key)).toBe(false);
  expect(await files()).toEqual([]);
});

test('what was held and kept is in the archive, and what was released is not', async () => {
  const { archive, files } = await setup();
  await archive.stage(bytes, 'image/png');
  await (await archive.hold([key])).release();
  expect(await archive.get(key)).toBeNull();
  await (await archive.hold([key, 'unknown'])).keep();
  expect(await archive.get(key)).toEqual(bytes);
  expect(await files()).toEqual([kept]);
});

test('a crash while a job was saved leaves its pictures kept', async () => {
  const { archive, directory, files } = await setup();
  await archive.stage(bytes, 'image/png');
  await archive.hold([key]);
  expect(await (await openArchive(directory)).get(key)).toEqual(bytes);
  expect(await files()).toEqual([kept]);
});

test('two jobs of one picture: whoever is refused takes nothing from the other', async () => {
  const { archive, files } = await setup();
  await Promise.all([archive.stage(bytes, 'image/png'), archive.stage(bytes, 'image/png')]);
  const [one, other, third] = await Promise.all([1, 2, 3].map(() => archive.hold([key])));
  await Promise.all([one?.release(), other?.keep(), third?.keep()]);
  expect(await archive.get(key)).toEqual(bytes);
  expect(await files()).toEqual([kept]);
});

test('a picture that the archive has is not written again', async () => {
  const { archive, files } = await setup();
  await archive.put(bytes, 'image/png');
  await archive.stage(bytes, 'image/png');
  await (await archive.hold([key])).keep();
  expect(await files()).toEqual([kept]);
});

test('the oldest are dropped where there are too many, but none that is held', async () => {
  const { directory } = await setup();
  const staging = await openStaging(directory, async () => {}, 100);
  await staging.stage('a', 'a.png', new Uint8Array(40));
  await staging.hold(['a']);
  await staging.stage('b', 'b.png', new Uint8Array(30));
  await staging.stage('c', 'c.png', new Uint8Array(30));
  await staging.stage('b', 'b.png', new Uint8Array(30));
  await staging.stage('d', 'd.png', new Uint8Array(20));
  expect(['a', 'b', 'c', 'd'].filter(staging.has)).toEqual(['a', 'b', 'd']);
});

test('a picture that could not be written is there for nobody who gave it', async () => {
  const { directory } = await setup();
  const staging = await openStaging(directory, async () => {});
  await rm(join(directory, '.staged'), { recursive: true });
  const given = [1, 2].map(() => staging.stage('a', 'a.png', new Uint8Array(40)));
  const outcomes = await Promise.allSettled(given);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(staging.has('a')).toBe(false);
});

test('where one of several cannot be held none is, and all can be given again', async () => {
  const { directory, files } = await setup();
  const staging = await openStaging(directory, async () => {});
  await staging.stage('a', 'a.png', new Uint8Array(40));
  const [fileOfA = ''] = await files();
  await staging.stage('b', 'b.png', new Uint8Array(40));
  await rm(join(directory, fileOfA));
  await expect(staging.hold(['a', 'b'])).rejects.toThrow('ENOENT');
  expect((await files()).filter((file) => file.startsWith('.held'))).toEqual([]);
  for (const key of ['a', 'b']) await staging.stage(key, `${key}.png`, new Uint8Array(40));
  expect((await staging.hold(['a', 'b'])).files).toHaveLength(2);
  expect((await files()).sort()).toEqual(['.held/a.png', '.held/b.png']);
});

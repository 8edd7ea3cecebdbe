/** How: real files; what a reader is told of a file that is not what its message says. */
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { joinMessage, messageFile, partMessage } from '#images/parted-message.ts';

const LARGE = { id: 4, picture: Buffer.alloc(200_000, 'a picture') };

async function setup() {
  const folder = await mkdtemp(join(tmpdir(), 'parted-message-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = messageFile(folder, LARGE.id, 'order');
  const failures: unknown[] = [];
  const part = (message: { readonly id: number }) =>
    partMessage(message, file, (error) => failures.push(error));
  return { folder, file, failures, part, files: () => readdir(folder) };
}

test('a large message is in a file until it is read, and a small one never', async () => {
  const { part, file, files } = await setup();
  const small = { id: 4, picture: Buffer.from('a small picture') };
  expect(await part(small)).toBe(small);
  expect(await files()).toEqual([]);
  const sent = await part(LARGE);
  expect(sent).toMatchObject({ id: 4, bytesLength: 200_000 });
  expect(await files()).toEqual(['4.order']);
  expect(await joinMessage(sent, file)).toEqual(LARGE);
  expect(await files()).toEqual([]);
});

test.each([
  ['cut short', (file: string) => truncate(file, 100_000), '100000 of 200000 bytes were read'],
  ['missing', (file: string) => rm(file), 'ENOENT'],
])('a message with a file that is %s is not read', async (_, damage, expected) => {
  const { part, file } = await setup();
  const sent = await part(LARGE);
  await damage(file);
  await expect(joinMessage(sent, file)).rejects.toThrow(expected);
});

test('a message that cannot be written to a file is sent as it is', async () => {
  const { part, file, files, failures } = await setup();
  await writeFile(file, 'of another message');
  expect(await part(LARGE)).toBe(LARGE);
  expect(failures).toMatchObject([{ code: 'EEXIST' }]);
  expect(await files()).toEqual(['4.order']);
});

test('a message that cannot be sent leaves no file', async () => {
  const { part, files, failures } = await setup();
  const message = { ...LARGE, work: () => null };
  await expect(part(message)).rejects.toThrow('could not be cloned');
  expect(await files()).toEqual([]);
  expect(failures).toEqual([]);
});

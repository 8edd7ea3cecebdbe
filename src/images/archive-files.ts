/**
 * The archive's files for tools beside the bot: listing, verifying and copying. It relies on files with their final
 * name being complete, and on names being the SHA-256 of the content.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** One stored picture or video. */
export type ArchiveFile = {
  /** Below the archive's folder, with slashes: `ab/cd/<sha256>.<extension>`. */
  readonly path: string;
  readonly bytes: number;
};

/** The outcome of copying a file. */
export type CopyOutcome = 'copied' | 'present' | 'damaged' | 'missing';

const FOLDER = /^[0-9a-f]{2}$/;
const FILE = /^([0-9a-f]{64})\.[a-z0-9]{1,8}$/;

/** Whether the text is a valid path of an archive's file, without any traversal. */
export function isArchivePath(path: string): boolean {
  const [first = '', second = '', name = '', ...rest] = path.split('/');
  return (
    rest.length === 0 && FILE.test(name) && name.startsWith(first + second) && isPair(first, second)
  );
}

const isPair = (first: string, second: string) => FOLDER.test(first) && FOLDER.test(second);

/** Every file of the archive, one folder at a time; none if there is no archive. */
export async function* listArchive(directory: string): AsyncGenerator<ArchiveFile> {
  for await (const first of namesIn(directory)) {
    if (!FOLDER.test(first)) continue;
    for await (const second of namesIn(join(directory, first))) {
      if (!FOLDER.test(second)) continue;
      for await (const name of namesIn(join(directory, first, second))) {
        const path = `${first}/${second}/${name}`;
        if (!isArchivePath(path)) continue;
        const bytes = await sizeOf(join(directory, path));
        if (bytes !== null) yield { path, bytes };
      }
    }
  }
}

/** The size of a file whose content still matches its name; null if it is missing or damaged. */
export async function intactSize(directory: string, path: string): Promise<number | null> {
  const file = join(directory, path);
  const bytes = await sizeOf(file);
  if (bytes === null) return null;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex') === keyOf(path) ? bytes : null;
}

/**
 * Copies a file between two archives unless the other has it with that size. Only intact content is copied, and it is
 * durable under its final name before this resolves; a crash leaves a `.partial` file, which the next copy replaces.
 */
export async function copyArchiveFile(
  from: string,
  to: string,
  { path, bytes }: ArchiveFile,
): Promise<CopyOutcome> {
  const target = join(to, path);
  if ((await sizeOf(target)) === bytes) return 'present';
  await mkdir(dirname(target), { recursive: true });
  const draft = `${target}.partial`;
  const hash = createHash('sha256');
  try {
    await pipeline(
      createReadStream(join(from, path)),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(draft, { flush: true }),
    );
  } catch (error) {
    await rm(draft, { force: true });
    if (isMissing(error)) return 'missing';
    throw error;
  }
  if (hash.digest('hex') !== keyOf(path)) {
    await rm(draft, { force: true });
    return 'damaged';
  }
  await place(draft, target);
  return 'copied';
}

/** Writes a file durably into an archive that a running bot may be using. */
export async function writeArchiveFile(to: string, path: string, bytes: Uint8Array): Promise<void> {
  const target = join(to, path);
  const draft = `${target}.partial`;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(draft, bytes, { flush: true });
  await place(draft, target);
}

async function place(draft: string, target: string): Promise<void> {
  await rename(draft, target);
  await syncFolder(dirname(target));
}

/** Syncs a folder; otherwise a power failure may lose a new name although its file was synced. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const keyOf = (path: string) => FILE.exec(path.split('/').at(-1) ?? '')?.[1];

async function* namesIn(folder: string): AsyncGenerator<string> {
  try {
    for await (const { name } of await opendir(folder)) yield name;
  } catch (error) {
    if (!isMissing(error) && !isNoFolder(error)) throw error;
  }
}

/** The result, or null if the file is missing. */
export const unlessMissing = <Value>(asking: Promise<Value>): Promise<Value | null> =>
  asking.catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });

/** In bytes; null if the file is missing. */
export const sizeOf = (path: string): Promise<number | null> =>
  unlessMissing(stat(path).then(({ size }) => size));

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : null);
const isMissing = (error: unknown) => codeOf(error) === 'ENOENT';
const isNoFolder = (error: unknown) => codeOf(error) === 'ENOTDIR';

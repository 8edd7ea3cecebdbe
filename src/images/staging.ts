/**
 * Uploaded pictures that no job refers to yet: stored beside the archive, limited, and removed at the next start. While
 * a job is being accepted its pictures are held: a crash then leaves them in a separate folder, which the next start
 * moves into the archive, since the job may have been saved. It relies on rename being atomic.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveUnavailableError, type PictureHold } from '#ports/archive.ts';
import { syncFolder } from './archive-files.ts';

/** The oldest are dropped first; they are fetched again if needed. */
const STAGED_BYTES_MAX = 512 * 1024 * 1024;

const STAGED = '.staged';
const HELD = '.held';

type Entry = {
  readonly key: string;
  /** `<key>.<extension>`. */
  readonly name: string;
  readonly bytes: number;
  readonly stagedAt: string;
  holders: number;
  place: 'staged' | 'held' | 'kept';
  /** A queue of operations on the file; never rejects. */
  work: Promise<void>;
  /** Its first write, shared by concurrent uploads of the same file. */
  written: Promise<void>;
};

/** Pictures beside an archive. */
export type Staging = {
  /** Stages the bytes, once per key; `name` is their name in the archive. */
  stage(key: string, name: string, bytes: Uint8Array): Promise<void>;
  has(key: string): boolean;
  /** Until either of its two methods is called, a crash keeps those pictures. */
  hold(keys: readonly string[]): Promise<PictureHold & { readonly files: readonly StagedFile[] }>;
};

/** A held file: its path on disk and its name. */
export type StagedFile = { readonly path: string; readonly name: string };

/**
 * Opens the folders; `keep` moves a finished file to its durable place in the archive, including files that a crash
 * left held.
 */
export async function openStaging(
  directory: string,
  keep: (path: string, name: string) => Promise<void>,
  bytesMax: number = STAGED_BYTES_MAX,
): Promise<Staging> {
  const staged = join(directory, STAGED);
  const held = join(directory, HELD);
  await rm(staged, { recursive: true, force: true });
  await mkdir(staged, { recursive: true });
  await mkdir(held, { recursive: true });
  for (const name of await readdir(held)) await keep(join(held, name), name);

  /** In the order of their last staging. */
  const entries = new Map<string, Entry>();

  const inTurn = (entry: Entry, work: () => Promise<void>): Promise<void> => {
    const next = entry.work.then(work);
    // The caller gets the failure; later operations are still attempted.
    entry.work = next.catch(() => undefined);
    return next;
  };

  const forget = (entry: Entry): Promise<void> => {
    if (entries.get(entry.key) === entry) entries.delete(entry.key);
    return inTurn(entry, () => rm(entry.stagedAt, { force: true }));
  };

  async function dropOldest(): Promise<void> {
    let bytes = [...entries.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const entry of [...entries.values()]) {
      if (bytes <= bytesMax) return;
      if (entry.holders > 0) continue;
      bytes -= entry.bytes;
      await forget(entry);
    }
  }

  const hold = async (entry: Entry): Promise<void> => {
    entry.holders++;
    await inTurn(entry, async () => {
      if (entry.place !== 'staged') return;
      await rename(entry.stagedAt, join(held, entry.name));
      // Without this a power failure may lose the name after the job was saved.
      await syncFolder(held);
      entry.place = 'held';
    });
  };

  const keepHeld = (entry: Entry): Promise<void> =>
    inTurn(entry, async () => {
      entry.holders--;
      if (entry.place === 'kept') return;
      await keep(join(held, entry.name), entry.name);
      entry.place = 'kept';
      if (entries.get(entry.key) === entry) entries.delete(entry.key);
    });

  const release = (entry: Entry): Promise<void> =>
    inTurn(entry, async () => {
      entry.holders--;
      if (entry.holders > 0 || entry.place !== 'held') return;
      await rename(join(held, entry.name), entry.stagedAt);
      entry.place = 'staged';
    });

  return {
    async stage(key, name, bytes) {
      const known = entries.get(key);
      if (known !== undefined) {
        entries.delete(key);
        entries.set(key, known);
        return known.written;
      }
      const stagedAt = join(staged, randomUUID());
      const entry: Entry = {
        key,
        name,
        bytes: bytes.byteLength,
        stagedAt,
        holders: 0,
        place: 'staged',
        work: Promise.resolve(),
        written: Promise.resolve(),
      };
      entries.set(key, entry);
      const written = inTurn(entry, () => writeFile(stagedAt, bytes, { flush: true }));
      entry.written = written.catch(async (cause: unknown) => {
        await forget(entry);
        throw new ArchiveUnavailableError(cause);
      });
      await entry.written;
      await dropOldest();
    },

    has: (key) => entries.has(key),

    async hold(keys) {
      const found = [...new Set(keys)].flatMap((key) => entries.get(key) ?? []);
      try {
        await Promise.all(found.map(hold));
      } catch (cause) {
        await Promise.allSettled(found.map(release));
        // They have to be uploaded again, because one of the files is gone.
        await Promise.allSettled(found.filter(({ holders }) => holders === 0).map(forget));
        throw cause;
      }
      return {
        files: found.map(({ name }) => ({ path: join(held, name), name })),
        keep: async () => {
          await Promise.all(found.map(keepHeld));
        },
        release: async () => {
          await Promise.all(found.map(release));
        },
      };
    },
  };
}

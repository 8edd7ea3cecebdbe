import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '#domain/reason-of.ts';
import { listArchive, sizeOf } from '#images/archive-files.ts';
import { FILES_NAME, filesOf, listBackups, SHARED_ARCHIVE, UNFINISHED } from './backup-folder.ts';

/** The removed backups; `problem` says why others could not be removed, null if none. */
export type Removal = { readonly removed: readonly string[]; readonly problem: string | null };

/** Removes all but the backup just made and the newest others, then pictures that no remaining backup lists. */
export async function removeOlder(folder: string, made: string, keep: number): Promise<Removal> {
  const removed: string[] = [];
  try {
    const { backups, unreadable } = await listBackups(folder);
    // After the clock was set back, others may have later names.
    const others = backups.map(({ name }) => name).filter((name) => name !== made);
    const oldest = others.slice(0, Math.max(0, others.length - keep + 1));
    for (const name of oldest) {
      // Renamed first, so that a crash leaves no half of a backup: the next backup removes the draft.
      const draft = join(folder, UNFINISHED);
      await rename(join(folder, name), draft);
      await rm(draft, { recursive: true, force: true });
      removed.push(name);
    }
    if (oldest.length > 0) {
      // Another version may be able to read these. Remains of an interrupted removal have no list.
      const listed = await listedOf(folder, unreadable);
      await removeUnneeded(folder, [made, ...others.slice(oldest.length), ...listed]);
    }
    return { removed, problem: null };
  } catch (error) {
    return { removed, problem: `Older backups could not be removed: ${reasonOf(error)}` };
  }
}

async function listedOf(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const sizes = await Promise.all(names.map((name) => sizeOf(join(folder, name, FILES_NAME))));
  return names.filter((_, place) => sizes[place] !== null);
}

async function removeUnneeded(folder: string, backups: readonly string[]): Promise<void> {
  const needed = new Set<string>();
  for (const name of backups) {
    for await (const { path } of filesOf(folder, name)) needed.add(path);
  }
  const shared = join(folder, SHARED_ARCHIVE);
  for await (const { path } of listArchive(shared)) {
    if (!needed.has(path)) await rm(join(shared, path), { force: true });
  }
}

/** Where a backup may be written: not into the bot's own archive, and not until the bot's disk is full. */
import { realpath, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { unlessMissing } from '#images/archive-files.ts';
import { SHARED_ARCHIVE } from './backup-folder.ts';

type Places = {
  /** Of the backups. */
  readonly folder: string;
  /** Null: the data is elsewhere. */
  readonly databaseFile: string | null;
  readonly archive: string;
};

/** Throws if the backups would share the bot's own archive: pictures that no backup lists are removed there. */
export async function refuseOwnPlace({ folder, archive }: Places): Promise<void> {
  const own = await placeOf(archive);
  const inside = (await placeOf(folder)) + sep;
  if (inside.startsWith(own + sep) || (await placeOf(join(folder, SHARED_ARCHIVE))) === own) {
    const other = join(dirname(archive), 'backups');
    throw new Error(`${folder} is where the bot keeps its pictures. Name another, as ${other}.`);
  }
}

/** The real path; of a missing file, based on its nearest existing folder. */
async function placeOf(path: string): Promise<string> {
  const whole = resolve(path);
  const known = await unlessMissing(realpath(whole));
  return known ?? join(await placeOf(dirname(whole)), basename(whole));
}

/** Throws if less than the reserve would be free after writing so many bytes. */
export type SpaceCheck = (bytes: number) => Promise<void>;

/** Keeps the reserve free on a disk that also holds the data; on another disk a backup may use all space. */
export async function spaceCheck(places: Places, reserveBytes: number): Promise<SpaceCheck> {
  const { folder, archive, databaseFile } = places;
  const deviceOf = (path: string) => unlessMissing(stat(path).then(({ dev }) => dev));
  const own = await deviceOf(folder);
  const devices = [
    await deviceOf(archive),
    databaseFile === null ? null : await deviceOf(databaseFile),
  ];
  if (!devices.includes(own)) return async () => {};
  return async (bytes) => {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize - bytes >= reserveBytes) return;
    throw new Error(
      `The disk of ${folder} is nearly full, and the bot keeps its data there. Free space, or back up to another disk.`,
    );
  };
}

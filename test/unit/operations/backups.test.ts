/** How: backups and restores of real folders: a database file, and pictures by their names, as a bot keeps them. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { listBackups } from '#operations/backup-folder.ts';
import { makeBackup } from '#operations/make-backup.ts';
import { restoreBackup } from '#operations/restore-backup.ts';
import { openDatabase } from '#store/sqlite/open-database.ts';
import { systemClock } from '#system/clock.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', '..', 'migrations');
const JOURNAL = join('meta', '_journal.json');
const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-21T10:00:00Z');

function setup() {
  const base = mkdtempSync(join(tmpdir(), 'fourfold-backups-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const data = join(base, 'data');
  const archive = join(data, 'archive');
  const databaseFile = join(data, 'fourfold.db');
  const folder = join(base, 'backups');
  openDatabase({ file: databaseFile }).close();
  const addPicture = (content: string): string => {
    const key = createHash('sha256').update(content).digest('hex');
    const path = join(archive, key.slice(0, 2), key.slice(2, 4), `${key}.png`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  addPicture('a picture');
  const backUp = (
    fields: { readonly keep?: number; readonly atMs?: number; readonly folder?: string } = {},
    reserveBytes = 0,
  ) => {
    const { keep = null, atMs = NOW } = fields;
    const order = { folder: fields.folder ?? folder, databaseFile, archive, keep };
    return makeBackup(order, { ...systemClock, nowMs: () => atMs }, reserveBytes);
  };
  const restore = (name: string | null = null) => {
    const target = mkdtempSync(join(base, 'restored-'));
    const into = { databaseFile: join(target, 'fourfold.db'), archive: join(target, 'archive') };
    return restoreBackup({ folder, name, ...into });
  };
  return { base, data, archive, databaseFile, folder, addPicture, backUp, restore };
}

/** A folder with the migrations of an earlier version, or with one more. */
function migrationsOf(base: string, change: (entries: readonly { when: number }[]) => unknown[]) {
  const folder = mkdtempSync(join(base, 'migrations-'));
  cpSync(MIGRATIONS, folder, { recursive: true });
  const journal = JSON.parse(readFileSync(join(folder, JOURNAL), 'utf8'));
  const entries = change(journal.entries);
  writeFileSync(join(folder, JOURNAL), JSON.stringify({ ...journal, entries }));
  return folder;
}

it.each([
  ['the data folder', ({ data }: ReturnType<typeof setup>) => data],
  ['the archive', ({ archive }: ReturnType<typeof setup>) => archive],
  ['a folder in the archive', ({ archive }: ReturnType<typeof setup>) => join(archive, 'x')],
  [
    'a link to the data folder',
    ({ base, data }: ReturnType<typeof setup>) => {
      const link = join(base, 'link');
      symlinkSync(data, link);
      return link;
    },
  ],
])(
  'is not written to %s, where old backups would take the bot’s pictures with them',
  async (_what, place) => {
    const world = setup();
    const unfinished = join(world.archive, '.unfinished', 'being-written');
    mkdirSync(dirname(unfinished), { recursive: true });
    writeFileSync(unfinished, 'half');
    await expect(world.backUp({ folder: place(world), keep: 1 })).rejects.toThrow(
      /keeps its pictures\. Name another, as .*backups/,
    );
    expect(existsSync(unfinished)).toBe(true);
  },
);

it('in a folder of the data folder is made and kept within its number', async () => {
  const { data, backUp, addPicture } = setup();
  const folder = join(data, 'backups');
  await backUp({ folder });
  const picture = addPicture('another');
  const second = await backUp({ folder, keep: 1, atMs: NOW + DAY_MS });
  expect(second).toMatchObject({ copied: 1, present: 1, removed: [expect.any(String)] });
  expect(existsSync(picture)).toBe(true);
});

it('that fails leaves nothing half made, and leaves the bot room on a disk that they share', async () => {
  const { folder, backUp } = setup();
  await backUp();
  const before = readdirSync(folder);
  await expect(backUp({ atMs: NOW + DAY_MS }, Number.MAX_SAFE_INTEGER)).rejects.toThrow(
    /nearly full, and the bot keeps its data there/,
  );
  expect(readdirSync(folder)).toEqual(before);
});

it.skipIf(!existsSync('/dev/shm') || statSync('/dev/shm').dev === statSync(tmpdir()).dev)(
  'takes all there is of a disk of its own',
  async () => {
    const { backUp } = setup();
    const folder = mkdtempSync('/dev/shm/fourfold-backups-');
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    expect(await backUp({ folder }, Number.MAX_SAFE_INTEGER)).toMatchObject({ copied: 1 });
  },
);

it('stays although a clock that was set back makes others look newer', async () => {
  const { folder, backUp } = setup();
  const ahead = await backUp({ atMs: NOW + 1_000 * DAY_MS });
  const made = await backUp({ keep: 1 });
  expect(made.removed).toEqual([ahead.name]);
  expect((await listBackups(folder)).backups.map(({ name }) => name)).toEqual([made.name]);
});

it('is made, and others are restored, beside one that cannot be read', async () => {
  const { folder, backUp, restore } = setup();
  const first = await backUp();
  const torn = await backUp({ atMs: NOW + DAY_MS });
  // As an earlier version left it whose removal of old backups was interrupted.
  rmSync(join(folder, torn.name, 'backup.json'));
  rmSync(join(folder, torn.name, 'files.jsonl'));
  const again = new RegExp(`${torn.name} .* cannot be read.* --at: ${first.name}\\.`);
  await expect(restore()).rejects.toThrow(again);
  expect(await restore(first.name)).toMatchObject({ name: first.name, pictures: 1 });
  const third = await backUp({ atMs: NOW + 2 * DAY_MS, keep: 1 });
  expect(third).toMatchObject({ removed: [first.name], problem: null });
  expect(await listBackups(folder)).toMatchObject({
    backups: [{ name: third.name }],
    unreadable: [torn.name],
  });
});

it('counts as made where older ones cannot be removed, which it says', async () => {
  const { folder, backUp } = setup();
  await backUp();
  const kept = await backUp({ atMs: NOW + DAY_MS });
  writeFileSync(join(folder, kept.name, 'files.jsonl'), 'no line of a list\n');
  const third = await backUp({ atMs: NOW + 2 * DAY_MS, keep: 2 });
  expect(third.problem).toMatch(/^Older backups could not be removed: /);
  const { backups } = await listBackups(folder);
  expect(backups.map(({ name }) => name)).toEqual([kept.name, third.name]);
});

it.each([
  ['is missing', (list: string) => rmSync(list)],
  ['is cut off', (list: string) => writeFileSync(list, readFileSync(list).subarray(0, -9))],
  ['lacks a line', (list: string) => writeFileSync(list, '')],
])(
  'whose list of pictures %s is restored with all that the folder has, which is said',
  async (_what, harm) => {
    const { folder, backUp, addPicture, restore } = setup();
    addPicture('another');
    const { name } = await backUp();
    harm(join(folder, name, 'files.jsonl'));
    expect(await restore()).toMatchObject({
      pictures: 2,
      hasDatabase: true,
      differences: [],
      lost: [join(name, 'files.jsonl')],
    });
  },
);

it.each(['', '-wal', '-journal'])('is not restored beside an old database%s', async (ending) => {
  const { backUp, databaseFile, folder, archive } = setup();
  await backUp();
  for (const own of ['', '-wal', '-shm']) rmSync(`${databaseFile}${own}`, { force: true });
  writeFileSync(`${databaseFile}${ending}`, 'of before');
  await expect(restoreBackup({ folder, name: null, databaseFile, archive })).rejects.toThrow(
    /never replaces data/,
  );
});

it('of an earlier version is restored, and its books are left to the version that upgrades it', async () => {
  const { base, databaseFile, backUp, restore } = setup();
  rmSync(databaseFile);
  const migrationsDir = migrationsOf(base, (entries) => entries.slice(0, 4));
  openDatabase({ file: databaseFile, migrationsDir }).close();
  await backUp();
  expect(await restore()).toMatchObject({ hasDatabase: true, differences: null });
});

it('of a newer version is refused before anything is restored', async () => {
  const { base, databaseFile, archive, backUp, folder } = setup();
  const migrationsDir = migrationsOf(base, (entries) => [
    ...entries,
    { ...entries.at(-1), when: NOW * 2, tag: '9999_later' },
  ]);
  writeFileSync(join(migrationsDir, '9999_later.sql'), 'CREATE TABLE news (id integer) STRICT;');
  openDatabase({ file: databaseFile, migrationsDir }).close();
  await backUp();
  const target = { databaseFile: `${databaseFile}.new`, archive: `${archive}-new` };
  await expect(restoreBackup({ folder, name: null, ...target })).rejects.toThrow(/newer version/);
  expect([existsSync(target.databaseFile), existsSync(target.archive)]).toEqual([false, false]);
});

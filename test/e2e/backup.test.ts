/**
 * How: a bot at work in its own process, and the programs an owner runs, in processes of their own, on its data folder.
 * What a backup holds is judged by reading its files and by a second bot that lives on what was restored.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const QUICK = { STUDIO_SECONDS: '0.2', MEMBER_RUNNING_JOBS: '100', MEMBER_WAITING_JOBS: '100' };

function run(script: string, environment: Readonly<Record<string, string>>, ...rest: string[]) {
  return new Promise<{ readonly code: number | string | null; readonly output: string }>(
    (resolve) => {
      execFile(
        process.execPath,
        [join(ROOT, 'scripts', `${script}.ts`), ...rest],
        { cwd: tmpdir(), env: { PATH: process.env.PATH ?? '', ...environment } },
        (error, out, problem) =>
          resolve({ code: error === null ? 0 : (error.code ?? null), output: out + problem }),
      );
    },
  );
}

/** Every file below a folder, by its path in it. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

const picturesOf = (folder: string) =>
  filesBelow(join(folder, 'archive')).filter((path) => /[0-9a-f]{64}\.[a-z0-9]+$/.test(path));
const isWhole = (path: string) =>
  path.includes(createHash('sha256').update(readFileSync(path)).digest('hex'));
const backupsOf = (folder: string) =>
  readdirSync(folder)
    .filter((name) => /^\d{4}-/.test(name))
    .toSorted();

function unfinishedIn(file: string): number {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return (
      database
        .prepare<[], number>(
          "SELECT count(*) FROM jobs WHERE state IN ('queued', 'submitting', 'running', 'delivering')",
        )
        .pluck()
        .get() ?? 0
    );
  } finally {
    database.close();
  }
}

describe('a backup of a bot at work', () => {
  let live: LiveBot;
  let own: { readonly data: string; readonly backups: string; readonly restored: string };
  beforeAll(async () => {
    const base = mkdtempSync(join(tmpdir(), 'fourfold-backup-'));
    own = { data: join(base, 'data'), backups: join(base, 'backups'), restored: join(base, 'new') };
    live = await startLiveBot({ environment: { ...QUICK, DATA_DIR: own.data } });
  });
  afterAll(async () => {
    await live?.close();
    if (own !== undefined) rmSync(join(own.data, '..'), { recursive: true, force: true });
  });

  /** Asks for jobs; resolves when all were answered. */
  async function ask(...prompts: readonly string[]) {
    const channel = live.playground.channelId('lantern-room');
    const member = live.playground.person('member');
    await Promise.all(prompts.map((prompt) => member.command(channel, 'imagine', { prompt })));
  }
  const finals = (count: number) => {
    const channel = live.playground.channelId('lantern-room');
    return live.playground.until(() => live.finals(channel).length >= count, {
      timeoutMs: 60_000,
      what: `${count} final messages`,
    });
  };

  it('is consistent, private and incremental, and another bot carries on with it', {
    timeout: 240_000,
  }, async () => {
    const environment = { DATA_DIR: own.data };
    await ask('before the first backup');
    await finals(1);
    const [first] = await Promise.all([
      run('backup', environment, own.backups),
      ask('while it is made', 'and another', 'and one more'),
    ]);
    expect(first).toMatchObject({ code: 0, output: expect.stringMatching(/, 0 were there/) });
    await finals(4);
    const before = picturesOf(own.backups);
    const inodes = before.map((path) => statSync(path).ino);

    const second = await run('backup', environment, own.backups);
    expect(second.output).toContain(`${before.length} were there`);
    expect(second.code).toBe(0);
    expect(before.map((path) => statSync(path).ino)).toEqual(inodes);
    expect(picturesOf(own.backups).every(isWhole)).toBe(true);
    expect(filesBelow(own.backups).filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual(
      [],
    );
    expect(statSync(own.backups).mode & 0o777).toBe(0o700);

    await live.bot().kill();
    const pictures = picturesOf(own.data);
    const restored = await run('restore', {}, own.backups, '--to', own.restored);
    expect(restored).toEqual({
      code: 0,
      output: expect.stringContaining(`${pictures.length} pictures, 0 missing. The books balance.`),
    });
    rmSync(own.data, { recursive: true });
    await live.killAndRestart({ DATA_DIR: own.restored });
    await ask('after the restore');
    await finals(5);
    const audit = await run('audit-ledger', {}, join(own.restored, 'fourfold.db'));
    expect(audit).toEqual({ code: 0, output: 'The books balance.\n' });

    const again = await run('restore', {}, own.backups, '--to', own.restored);
    expect(again).toMatchObject({ code: 2, output: expect.stringContaining('never replaces') });
  });

  it('says which picture is damaged, in the archive and in the backup', {
    timeout: 240_000,
  }, async () => {
    const [picture = ''] = picturesOf(own.restored);
    const whole = readFileSync(picture);
    const elsewhere = `${own.backups}-damaged`;
    writeFileSync(picture, Buffer.concat([whole.subarray(1), whole.subarray(0, 1)]));
    const made = await run('backup', { DATA_DIR: own.restored }, elsewhere);
    expect(made.code).toBe(1);
    expect(made.output).toContain(`${picture} is damaged`);
    // A backup that has it whole keeps it, though the archive's own is cut off.
    writeFileSync(picture, whole.subarray(0, -1));
    const kept = await run('backup', { DATA_DIR: own.restored }, own.backups);
    expect(kept.code).toBe(1);
    const saved = await run('restore', {}, own.backups, '--to', `${own.restored}-1`);
    expect(saved).toMatchObject({ code: 0, output: expect.stringContaining(' 0 missing.') });
    writeFileSync(picture, whole);

    const [file = ''] = picturesOf(elsewhere);
    writeFileSync(file, readFileSync(file).subarray(0, -1));
    const restored = await run('restore', {}, elsewhere, '--to', `${own.restored}-2`);
    expect(restored.code).toBe(1);
    expect(restored.output).toMatch(/[0-9a-f]{64}\.\w+ is missing from the backup/);
    expect(restored.output).toContain('The books balance.');

    const [name = ''] = backupsOf(elsewhere);
    writeFileSync(join(elsewhere, name, 'fourfold.db'), 'something else');
    const refused = await run('restore', {}, elsewhere, '--to', `${own.restored}-3`);
    expect(refused).toMatchObject({ code: 2, output: expect.stringContaining('is damaged') });
  });

  it('keeps the newest backups, and the pictures that they need', {
    timeout: 120_000,
  }, async () => {
    const gone = picturesOf(own.restored).slice(0, 1);
    for (const path of gone) rmSync(path);
    const environment = { DATA_DIR: own.restored, BACKUP_KEEP: '1', BACKUP_DIR: own.backups };
    const { code, output } = await run('backup', environment);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/3 older/) });
    expect(backupsOf(own.backups)).toHaveLength(1);
    const names = (folder: string) =>
      picturesOf(folder)
        .map((path) => path.slice(-68))
        .toSorted();
    expect(names(own.backups)).toEqual(names(own.restored));
  });

  it('is made by the bot itself, once when it is due', { timeout: 120_000 }, async () => {
    const folder = `${own.backups}-scheduled`;
    const settings = { DATA_DIR: own.restored, BACKUP_EVERY: '1h', BACKUP_DIR: folder };
    await live.killAndRestart(settings);
    expect(await live.bot().lineWith('backup made')).toMatchObject({ folder, removed: 0 });
    expect(backupsOf(folder)).toHaveLength(1);
    // The next life finds it young enough.
    await live.killAndRestart(settings);
    await ask('in the next life');
    await finals(6);
    expect(await live.bot().terminate()).toBe(0);
    expect(backupsOf(folder)).toHaveLength(1);
    expect(live.bot().output()).not.toContain('backup failed');
  });

  it('posts nothing again that was posted after the backup', { timeout: 180_000 }, async () => {
    const [folder, data] = [`${own.backups}-early`, `${own.restored}-early`];
    const count = () => live.finals(live.playground.channelId('lantern-room')).length;
    const known = count();
    await live.killAndRestart({ DATA_DIR: own.restored, STUDIO_SECONDS: '15' });
    await ask('unfinished at the backup');
    expect((await run('backup', { DATA_DIR: own.restored }, folder)).code).toBe(0);
    const [name = ''] = backupsOf(folder);
    expect(unfinishedIn(join(folder, name, 'fourfold.db'))).toBe(1);
    await finals(known + 1);
    await live.bot().kill();
    expect((await run('restore', {}, folder, '--to', data)).code).toBe(0);
    await live.killAndRestart({ DATA_DIR: data });
    await expect.poll(() => unfinishedIn(join(data, 'fourfold.db')), { timeout: 60_000 }).toBe(0);
    expect(count()).toBe(known + 1);
  });
});

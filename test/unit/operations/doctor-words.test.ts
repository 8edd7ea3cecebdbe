/** How: the doctor looks at a server of a bot that is not ready, and at a small archive, and says each on one line. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '#config/config.ts';
import { checkArchive, checkBackups, checkDatabase } from '#operations/doctor/check-data.ts';
import { checkAddresses } from '#operations/doctor/check-outside.ts';
import { missingSettings } from '#operations/setup-problems.ts';
import { openDatabase } from '#store/sqlite/open-database.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', '..', 'migrations');
const JOURNAL = join('meta', '_journal.json');

function folderOfOwn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fourfold-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function configOf(environment: Readonly<Record<string, string>>) {
  const outcome = readConfig(environment, [], []);
  if (outcome.kind === 'problems') throw new Error(JSON.stringify(outcome.problems));
  return outcome.config;
}

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['::1', '::1'],
  ['::', '::1'],
])('a bot at %s that is not ready is one line with each of its parts', async (HTTP_HOST, host) => {
  const server = createServer((_request, response) => {
    response.writeHead(503).end('database: not ready\nworker: ok\n');
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const [bot] = await checkAddresses(configOf({ HTTP_HOST, HTTP_PORT: String(port) }));
  expect(bot?.found).toBe('runs and is not ready: database: not ready, worker: ok');
});

it('a database of another version is not called a broken one', async () => {
  const folder = folderOfOwn();
  const migrationsDir = join(folder, 'migrations');
  cpSync(MIGRATIONS, migrationsDir, { recursive: true });
  const journal = JSON.parse(readFileSync(join(migrationsDir, JOURNAL), 'utf8'));
  const openAs = (entries: readonly unknown[], name: string) => {
    writeFileSync(join(migrationsDir, JOURNAL), JSON.stringify({ ...journal, entries }));
    const databaseFile = join(folder, name);
    openDatabase({ file: databaseFile, migrationsDir }).close();
    return checkDatabase({ databaseFile, postgresUrl: null });
  };
  const older = await openAs(journal.entries.slice(0, 4), 'older.db');
  expect(older).toMatchObject({
    state: 'warning',
    remedy: expect.stringContaining('Start the bot'),
  });
  const same = await openAs(journal.entries, 'same.db');
  expect(same).toMatchObject({ state: 'ok', found: 'is whole, and its books balance' });
  writeFileSync(join(migrationsDir, 'later.sql'), 'CREATE TABLE news (id integer) STRICT;');
  const later = { ...journal.entries.at(-1), when: 9e12, tag: 'later' };
  const newer = await openAs([...journal.entries, later], 'newer.db');
  expect(newer).toMatchObject({
    state: 'problem',
    found: expect.stringContaining('newer version'),
  });
});

it('a picture that the bot removes meanwhile is not called damaged', async () => {
  const dataDir = folderOfOwn();
  const pictures = Array.from({ length: 201 }, (_, n) => `picture ${n}`).map((content) => {
    const key = createHash('sha256').update(content).digest('hex');
    const path = join(dataDir, 'archive', key.slice(0, 2), key.slice(2, 4), `${key}.png`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  });
  // Chance is asked once 200 of them are chosen.
  const finding = await checkArchive({ dataDir }, () => {
    for (const path of pictures.slice(0, 5)) rmSync(path);
    return 0.999;
  });
  expect(finding).toMatchObject({ state: 'ok', found: expect.stringContaining('all whole') });
});

it('a backup that cannot be read is named', async () => {
  const folder = folderOfOwn();
  mkdirSync(join(folder, '2026-11-21T10-00-00.000Z'));
  const finding = await checkBackups(configOf({ BACKUP_DIR: folder }), 0);
  expect(finding).toMatchObject({
    state: 'warning',
    found: expect.stringContaining('2026-11-21T10'),
  });
});

it.each([
  [{ DATABASE_URL: 'postgres://somewhere/db' }, 1],
  [{ ARCHIVE_URL: 's3://pictures', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' }, 1],
  [{}, 0],
])('backups by the bot itself do not hold everything with %j, which is said', (places, lines) => {
  const config = configOf({ ...places, BACKUP_EVERY: '1d' });
  const unknown = { isPublic: null, servers: null, publicKey: null, interactionsUrl: null };
  const missing = missingSettings(config, unknown, true);
  expect(missing.filter((line) => line.startsWith('BACKUP_EVERY:'))).toHaveLength(lines);
});

it('an archive of some kilobytes is not said to be empty', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'fourfold-doctor-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const name = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const folder = join(dataDir, 'archive', 'e3', 'b0');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.webp`), Buffer.alloc(300_000));
  const { found } = await checkArchive(configOf({ DATA_DIR: dataDir }), () => 0);
  expect(found).toContain('1 files, 0.3 MiB;');
});

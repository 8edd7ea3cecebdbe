/** A bot's data is moved to PostgreSQL and back, row by row the same, and after an interruption goes on. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { TABLES_IN_ORDER } from '#store/postgres/move-data.ts';
import { moveData } from '#store/postgres/move-database.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { systemClock } from '#system/clock.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';
import {
  createWorld,
  GUILD,
  NOW,
  SUBMIT_ACCEPTED,
  SUBMIT_BEGAN,
  USER,
  WAYS,
} from './store-world.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

/** A file with jobs in every state, remarks, settings and a gift. */
async function filledFile(): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'move-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'fourfold.db');
  const { store, accept, save } = await createWorld(() => openSqliteStore({ file }));
  const gift = {
    guildId: GUILD,
    kind: 'gift',
    amount: 500,
    key: 'gift:1',
    reason: '“hello”',
  } as const;
  await store.grantCredits(
    { ...gift, effectiveAtMs: NOW, expiresAtMs: null, author: '42' },
    100,
    NOW,
  );
  const began = await save(await accept(), SUBMIT_BEGAN);
  const step = {
    jobId: began.id,
    index: 0,
    idempotencyKey: 'k1',
    ticket: { id: 't1' },
    handle: null,
  };
  await store.saveEvent(began, SUBMIT_ACCEPTED, NOW, { step });
  const { running: _, ...ways } = WAYS;
  for (const way of Object.values(ways)) {
    const job = await save(await accept(), ...way);
    if (job.state !== 'done') continue;
    await accept({ parentId: job.id, request: { action: 'vary', cell: 2 } });
    const remark = { jobId: job.id, kind: 'favourite', userId: USER, guildId: GUILD } as const;
    await store.saveRemark({ ...remark, atMs: NOW });
  }
  const act = { key: 'act:1', author: '1', atMs: NOW };
  await store.changeSettings(GUILD, { kind: 'member-cap', userId: USER, cap: 500 }, act);
  await store.changeMemberSettings(USER, { suffix: '--ar 3:2', remix: true });
  await store.saveFact('hash', 'of commands');
  await store.close();
  return { folder, file };
}

function contentsOf(file: string) {
  const database = new Database(file, { readonly: true });
  try {
    return TABLES_IN_ORDER.map((table) => [
      table,
      database.prepare(`SELECT * FROM "${table}"`).all(),
    ]);
  } finally {
    database.close();
  }
}

const silent = () => {};

it('names every table', async () => {
  const { file } = await filledFile();
  const database = new Database(file, { readonly: true });
  const tables = database
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'`,
    )
    .pluck()
    .all();
  database.close();
  expect(tables.toSorted()).toEqual(TABLES_IN_ORDER.toSorted());
});

it('loses nothing on the way there and back, and both go on working', async () => {
  const { folder, file } = await filledFile();
  const url = await server.newDatabase();
  const there = { file, url, clock: systemClock, progress: silent };
  expect(await moveData({ ...there, toPostgres: true })).toEqual([]);
  const back = { ...there, file: join(folder, 'back.db'), toPostgres: false };
  expect(await moveData(back)).toEqual([]);
  expect(contentsOf(back.file)).toEqual(contentsOf(file));
  const moved = await openPostgresStore({ url, worker: 'one' });
  onTestFinished(() => moved.close());
  expect(auditBooks(back.file)).toEqual([]);
  // Numbers go on where they were: what is booked next takes nobody's place.
  const gift = { guildId: GUILD, kind: 'gift', amount: 5, key: 'gift:2', reason: 'more' } as const;
  const booked = await moved.grantCredits(
    { ...gift, effectiveAtMs: NOW, expiresAtMs: null, author: '42' },
    100,
    NOW,
  );
  expect(booked.kind).toBe('booked');
});

it('goes on after an interruption, and is refused by the bot until it has ended', async () => {
  const { file } = await filledFile();
  const url = await server.newDatabase();
  const move = { file, url, clock: systemClock, toPostgres: true };
  const interrupted = moveData({
    ...move,
    progress: (table) => {
      if (table === 'entries') throw new Error('the cable was pulled');
    },
  });
  await expect(interrupted).rejects.toThrow('the cable was pulled');
  await expect(openPostgresStore({ url, worker: 'one' })).rejects.toThrow(/move/);
  const moved: string[] = [];
  expect(await moveData({ ...move, progress: (table) => moved.push(table) })).toEqual([]);
  expect(moved).not.toContain('entries');
  expect(moved).toContain('draws');
  const store = await openPostgresStore({ url, worker: 'one' });
  await store.close();
});

it('brings everything anew where a bot changed the source after an interruption', async () => {
  const { folder, file } = await filledFile();
  const url = await server.newDatabase();
  const there = { file, url, clock: systemClock, toPostgres: true };
  const cut = (table: string) => (seen: string) => {
    if (seen === table) throw new Error('the cable was pulled');
  };
  await expect(moveData({ ...there, progress: cut('jobs') })).rejects.toThrow('cable');
  const store = openSqliteStore({ file });
  await store.saveFact('hash', 'of other commands');
  await store.close();
  expect(await moveData({ ...there, progress: silent })).toEqual([]);
  const back = { ...there, file: join(folder, 'back.db'), toPostgres: false };
  await expect(moveData({ ...back, progress: cut('jobs') })).rejects.toThrow('cable');
  const moved = await openPostgresStore({ url, worker: 'one' });
  await moved.saveFact('hash', 'of the newest commands');
  await moved.close();
  expect(await moveData({ ...back, progress: silent })).toEqual([]);
  const restored = openSqliteStore({ file: back.file });
  onTestFinished(() => restored.close());
  expect(await restored.readFact('hash')).toBe('of the newest commands');
});

it('moves text with a character that PostgreSQL does not keep, and any other', async () => {
  const { file } = await filledFile();
  const text = 'zero \0, fox 🦊, line\u2028, \\u0000 and "quotes"';
  const store = openSqliteStore({ file });
  await store.saveFact('odd', text);
  await store.changeMemberSettings(USER, { suffix: text });
  await store.close();
  const url = await server.newDatabase();
  const move = { file, url, clock: systemClock, progress: silent, toPostgres: true };
  expect(await moveData(move)).toEqual([]);
  const moved = await openPostgresStore({ url, worker: 'one' });
  onTestFinished(() => moved.close());
  expect(await moved.readFact('odd')).toBe(text.replace('\0', '\uFFFD'));
});

it('keeps text with a character that PostgreSQL does not have', async () => {
  const url = await server.newDatabase();
  const store = await openPostgresStore({ url, worker: 'one' });
  onTestFinished(() => store.close());
  await store.saveFact('odd', 'zero \0');
  expect(await store.readFact('odd')).toBe('zero \uFFFD');
});

it('touches nothing that holds data already', async () => {
  const { file } = await filledFile();
  const url = await server.newDatabase();
  const store = await openPostgresStore({ url, worker: 'one' });
  await store.saveFact('hash', 'of others');
  await store.close();
  const move = { file, url, clock: systemClock, progress: silent };
  await expect(moveData({ ...move, toPostgres: true })).rejects.toThrow(/facts already/);
  await expect(moveData({ ...move, toPostgres: false })).rejects.toThrow(/exists/);
  const wal = join(file, '..', 'new.db-wal');
  writeFileSync(wal, 'of an older database');
  const beside = { ...move, file: join(file, '..', 'new.db'), toPostgres: false };
  await expect(moveData(beside)).rejects.toThrow(/new\.db-wal exists/);
  expect(existsSync(`${file}.moving`)).toBe(false);
});

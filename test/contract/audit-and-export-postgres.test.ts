/** How: the programs an operator runs are run as they are, on the PostgreSQL that DATABASE_URL names. */
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkDatabase } from '#operations/doctor/check-data.ts';
import { readAllCharges } from '#store/postgres/read-all-charges.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';
import { createWorld, FAILED, NOW, WAYS } from './store-world.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DAY_MS = 86_400_000;
const COST = { unit: 'USD', micros: 58_500, ceilingMicros: null };

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

async function setup() {
  const url = await server.newDatabase();
  return { url, ...(await createWorld(() => openPostgresStore({ url, worker: 'one' }))) };
}

function run(url: string, script: string, ...rest: readonly string[]) {
  return new Promise<{ readonly code: number | string | null; readonly output: string }>(
    (resolve) => {
      const path = join(ROOT, 'scripts', `${script}.ts`);
      const env = { ...process.env, DATABASE_URL: url };
      execFile(process.execPath, [path, ...rest], { cwd: tmpdir(), env }, (error, out, problem) => {
        resolve({ code: error === null ? 0 : (error.code ?? null), output: out + problem });
      });
    },
  );
}

it('are audited and exported beside the bot, and a changed row is found', {
  timeout: 120_000,
}, async () => {
  const { url, accept, save } = await setup();
  const done = await save(await accept({ vendorCost: COST }), ...WAYS.done);
  await save(await accept({ vendorCost: COST }), FAILED);
  await accept();
  expect(await run(url, 'audit-ledger')).toEqual({ code: 0, output: 'The books balance.\n' });
  const exported = await run(url, 'export', '--from', '2026-11-21', '--to', '2026-11-21');
  const [header, first, second] = exported.output.trim().split('\n');
  expect(exported.code).toBe(0);
  expect(header).toContain('vendor_cost,vendor_unit');
  expect(first).toContain(`${done.id},`);
  expect(first).toContain('imagine,fast,8,8,studio,0.0585,USD,[]');
  expect(second).toContain('imagine,fast,8,0,studio,0,USD,[]');
  const client = new pg.Client(url);
  await client.connect();
  // Past the triggers, as a damaged disk or a careless hand would do it.
  await client.query(
    'SET session_replication_role = replica; UPDATE usage SET credits = 0; UPDATE grants SET available = available - 3',
  );
  await client.end();
  const audited = await run(url, 'audit-ledger');
  expect(audited.code).toBe(1);
  expect(audited.output).toMatch(/is not the sum of its charges/);
  expect(audited.output).toMatch(/is not the sum of its draws/);
});

it.each([1, 2, 5, 1_000])('charges are read in pages of %i, each job once', async (pageSize) => {
  const { url, accept } = await setup();
  const accepted: string[] = [];
  for (let count = 0; count < 6; count += 1) accepted.push((await accept()).id);
  const span = { fromMs: NOW - DAY_MS, toMs: NOW + DAY_MS };
  const ids: string[] = [];
  for await (const { jobId } of readAllCharges(url, span, pageSize)) ids.push(jobId);
  expect(ids).toEqual(accepted.toSorted());
});

it('are looked at by the doctor: empty, in order, edited by hand, and not there', async () => {
  const look = (postgresUrl: string) => checkDatabase({ databaseFile: '', postgresUrl });
  expect(await look(await server.newDatabase())).toMatchObject({
    state: 'warning',
    remedy: expect.stringContaining('Start the bot'),
  });
  const { url, accept } = await setup();
  await accept();
  expect(await look(url)).toMatchObject({ state: 'ok' });
  const client = new pg.Client(url);
  await client.connect();
  await client.query('SET session_replication_role = replica; UPDATE grants SET available = 0');
  await client.end();
  expect(await look(url)).toMatchObject({
    state: 'problem',
    found: expect.stringMatching(/2 faults, .* is not the sum of its grants/),
  });
  const nowhere = await look('postgres://me:a-password@127.0.0.1:1/db');
  expect(nowhere).toMatchObject({
    state: 'problem',
    found: expect.stringContaining('ECONNREFUSED'),
  });
  expect(nowhere.found).not.toContain('a-password');
});

/**
 * How: the programs an operator runs are run as they are, in processes of their own, on a file that
 * a store keeps open and writes to.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { csvCell, receiptsOf } from '#application/accounts/charge-text.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { createWorld, FAILED, NOW, SUBMIT_BEGAN, WAYS } from '#test/contract/store-world.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const COST = { unit: 'USD', micros: 58_500, ceilingMicros: null };

async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const file = join(folder, 'fourfold.db');
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const world = await createWorld(() => openSqliteStore({ file }));
  return { file, ...world };
}

function run(script: string, ...rest: readonly string[]) {
  return new Promise<{ readonly code: number | string | null; readonly output: string }>(
    (resolve) => {
      const path = join(ROOT, 'scripts', `${script}.ts`);
      execFile(process.execPath, [path, ...rest], { cwd: tmpdir() }, (error, out, problem) => {
        resolve({ code: error === null ? 0 : (error.code ?? null), output: out + problem });
      });
    },
  );
}

describe('audit-ledger', () => {
  it('finds the books of a bot at work in balance', async () => {
    const { file, accept, save } = await setup();
    await accept();
    await save(await accept({ vendorCost: COST }), ...WAYS.done);
    await save(await accept(), FAILED);
    expect(await run('audit-ledger', file)).toEqual({ code: 0, output: 'The books balance.\n' });
  });

  it.each([
    ['a changed balance', 'UPDATE accounts SET available = 1', /is not the sum of its entries/],
    ['a changed grant', 'UPDATE grants SET available = available - 3', /not the sum of its draws/],
    ['a lost draw', 'DELETE FROM draws WHERE number = 1', /is not the sum of its draws/],
    ['a changed charge', 'UPDATE usage SET credits = 0', /is not the sum of its charges/],
    [
      'a sale that was paid back, and kept',
      "UPDATE grants SET sale = 'x'; INSERT INTO paid_back_sales VALUES ('x', 1)",
      /of a sale that was paid back, and holds/,
    ],
    ['a reservation without its job', "DELETE FROM jobs WHERE state = 'queued'", /reserves 8/],
    [
      'a vendor that gave no ticket',
      "UPDATE jobs SET state = 'running', deadline_at_ms = 1 WHERE state = 'queued'",
      /its vendor has given no ticket/,
    ],
  ])('tells %s, and ends with 1', async (_, sql, finding) => {
    const { file, accept } = await setup();
    await accept({ vendorCost: COST });
    const database = new Database(file);
    database.pragma('foreign_keys = OFF');
    const triggers = database
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      .pluck()
      .all();
    for (const name of triggers) database.exec(`DROP TRIGGER ${name}`);
    database.exec(sql);
    database.close();
    const { code, output } = await run('audit-ledger', file);
    expect(code).toBe(1);
    expect(output).toMatch(finding);
  });

  it('says what is wrong with a file it cannot read', async () => {
    expect(await run('audit-ledger', '/nowhere/fourfold.db')).toMatchObject({ code: 2 });
  });

  it('audits 100,000 entries in under two seconds, while the bot writes', async () => {
    const { file, store, accept, draft } = await setup();
    await accept();
    const database = new Database(file);
    database.exec(
      `
      INSERT INTO grants (guild_id, kind, key, amount, effective_at_ms, reason, created_at_ms, available,
        reserved, spent, last_draw) SELECT guild_id, 'gift', 'much', 100000000, 0, '', 0, 0, 0, 0, 0 FROM accounts;
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
      INSERT INTO draws (entry_key, grant_number, available_delta, reserved_delta, spent_delta)
        SELECT 'many:' || i, (SELECT number FROM grants WHERE key = 'much'), 5, 0, 0 FROM n;
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
      INSERT INTO entries (guild_id, kind, key, available_delta, reserved_delta, spent_delta, reason, author, at_ms)
        SELECT (SELECT guild_id FROM accounts), 'adjust', 'many:' || i, 5, 0, 0, 'one of many', 'x', 0 FROM n;
    `.replace(/WITH RECURSIVE/, 'BEGIN; WITH RECURSIVE'),
    );
    database.exec('COMMIT');
    database.close();
    const began = process.hrtime.bigint();
    const writing = store.acceptJob(draft(), 0, NOW);
    expect(auditBooks(file)).toEqual([]);
    const tookMs = Number(process.hrtime.bigint() - began) / 1e6;
    expect((await writing).kind).toBe('accepted');
    expect(tookMs).toBeLessThan(2_000);
  }, 60_000);
});

describe('export', () => {
  const DAYS = ['--from', '2026-11-21', '--to', '2026-11-21'] as const;

  it('writes what each job cost, in credits and in its vendor’s money', async () => {
    const { file, accept, save } = await setup();
    const done = await save(await accept({ vendorCost: COST }), ...WAYS.delivering);
    await save(done, ...WAYS.done.slice(-1));
    await save(await accept({ vendorCost: COST }), FAILED);
    const { code, output } = await run('export', ...DAYS, '--file', file);
    expect(code).toBe(0);
    const [header, first, second] = output.trim().split('\n');
    expect(header).toContain('vendor_cost,vendor_unit');
    expect(first).toContain(`${done.id},`);
    expect(first).toContain('imagine,fast,8,8,studio,0.0585,USD,[]');
    expect(second).toContain('imagine,fast,8,0,studio,0,USD,[]');
  });

  it('writes JSON lines too, and nothing of other days', async () => {
    const { file, accept } = await setup();
    await accept({ vendorCost: COST });
    const { output } = await run('export', ...DAYS, '--format', 'jsonl', '--file', file);
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ credits: 8, vendor_cost: 0.0585, vendor_tickets: [], state: 'queued' }]);
    const other = ['--from', '2026-11-22', '--to', '2026-12-22', '--format', 'jsonl'];
    expect((await run('export', ...other, '--file', file)).output).toBe('');
  });

  it('names the vendor’s jobs, and shows nothing else of its tickets, prompts least of all', async () => {
    const { file, store, accept } = await setup();
    const job = await accept({ request: { prompt: 'a secret' }, vendorCost: COST });
    const ticket = { taskId: 't1', again: { prompt: 'a secret' } };
    const step = { jobId: job.id, index: 0, idempotencyKey: 'k', ticket, handle: null };
    await store.saveEvent(job, SUBMIT_BEGAN, NOW, { step });
    const csv = await run('export', ...DAYS, '--file', file);
    expect(csv.output).toContain('"[""t1""]"');
    const json = await run('export', ...DAYS, '--format', 'jsonl', '--file', file);
    expect(JSON.parse(json.output)).toMatchObject({ vendor_tickets: ['t1'] });
    expect(csv.output + json.output).not.toContain('secret');
  });

  it.each([
    ['each of several', [{ taskId: 't1', shape: 'grid' }, { jobId: 'j2' }], ['t1', 'j2']],
    ['none of the demonstration painter', [{ key: 'k', work: { prompt: 'a secret' } }], []],
    ['none of what was answered at once', [{ kind: 'answer', texts: ['a secret'] }], []],
    ['none of a ticket without names', ['a secret', 7], []],
  ])('names %s', (_, tickets, names) => {
    expect(receiptsOf({ tickets: JSON.stringify(tickets) })).toEqual(names);
  });

  it.each([
    [[]],
    [['--from', '2026-11-21']],
    [['--from', 'yesterday', '--to', 'today']],
    [['--from', '2026-02-30', '--to', '2026-02-30']],
    [[...DAYS, '--day', '2026-11-21']],
    [['--from', '2026-11-22', '--to', '2026-11-21']],
    [[...DAYS, '--format', 'xml']],
  ])('says how it is used: %j', async (options) => {
    const { code, output } = await run('export', ...options);
    expect(code).toBe(2);
    expect(output).toContain('--from 2026-11-01');
  });

  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['=1+1', "'=1+1"],
    [8, '8'],
  ])('writes the cell %s as %s', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});

/**
 * Several processes on one PostgreSQL: `node bench/scale.ts [accepts|wakes|looks|takeover]...`. The server is one of its own,
 * with durability off: what is compared is the program. `accepts`: two processes, 32 at once each, against statements by hand in
 * tables of their own, turn by turn: the five that the least promise costs, and those that write all the rows of the bot.
 * `wakes`: from a commit to the claim by another member, of a new job and of a job that is woken. `looks`: two workers with
 * 2,000 jobs at a vendor, each looked at every 4 s. `takeover`: 200 jobs whose process is killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { JobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { openPool } from '#store/postgres/open-pool.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { startPostgres } from '#test/fixtures/postgres.ts';
import { BY_HAND_TABLES } from './setup/accept-by-hand.ts';
import { SAME_BY_HAND_TABLES } from './setup/accept-same-by-hand.ts';
import { processorMsOf } from './setup/bot-under-test.ts';
import { median, quantile } from './setup/figures.ts';
import { accept, draftOf, openAccounts, QUOTA } from './setup/fill-store.ts';
import { joinForBench } from './setup/scale-member.ts';

const ROUNDS = 3;
const WAKES = 300;
const HELD = 200;
const LOOKED_AT = 2_000;
const FILLED_AT_ONCE = 16;
const CLAIM = { leaseMs: 300_000, limit: 1_000, slots: { perVendor: { studio: 1_000_000 } } };

/** Of one round: accepts of both processes a second, and what processor time one took in a process and in the server. */
type Accepts = {
  readonly perSecond: number;
  readonly processorMs: number;
  readonly serverMs: number;
};

const wanted = process.argv.slice(2);
const isWanted = (part: string) => wanted.length === 0 || wanted.includes(part);
const say = (text: string) => process.stdout.write(`${text}\n`);
const spread = (tookMs: readonly number[]) =>
  `p50 ${quantile(tookMs, 0.5).toFixed(1)} ms, p99 ${quantile(tookMs, 0.99).toFixed(1)} ms`;
const member = (...rest: readonly string[]): ChildProcess =>
  spawn(
    process.execPath,
    [new URL('./setup/scale-process.ts', import.meta.url).pathname, ...rest],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );

async function lineOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the process has no output');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return String(line);
}

const server = await startPostgres();
try {
  if (isWanted('accepts')) {
    const url = await server.newDatabase();
    const store = await openPostgresStore({ url, worker: 'first' });
    await openAccounts(store);
    await store.close();
    const pool = openPool({ url, connectionsMax: 1 });
    const { rows } = await pool.query<{ pid: number }>(
      `SELECT CAST(split_part(pg_read_file('postmaster.pid'), chr(10), 1) AS int) AS pid`,
    );
    const postmaster = rows[0]?.pid;
    // It would clean up after one side in the other one's turn.
    await pool.query('ALTER SYSTEM SET autovacuum = off');
    await pool.query('SELECT pg_reload_conf()');
    await pool.query(BY_HAND_TABLES);
    await pool.query(SAME_BY_HAND_TABLES);
    await pool.query(
      'INSERT INTO hand.accounts (guild_id, available) SELECT guild_id, available FROM accounts',
    );
    await pool.end();
    const rounds: Record<'store' | 'hand' | 'same', Accepts[]> = { store: [], hand: [], same: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const how of ['store', 'hand', 'same'] as const) {
        const usedMs = processorMsOf(postmaster);
        const lines = [0, 1].map((place) => lineOf(member(how, url, String(round * 2 + place))));
        const parts = (await Promise.all(lines)).map((line): Accepts & { all: number } =>
          JSON.parse(line),
        );
        const all = parts.reduce((sum, part) => sum + part.all, 0);
        rounds[how].push({
          perSecond: parts.reduce((sum, part) => sum + part.perSecond, 0),
          processorMs: parts.reduce((sum, part) => sum + part.processorMs, 0) / parts.length,
          serverMs: (processorMsOf(postmaster) - usedMs) / all,
        });
      }
    }
    const of = (how: keyof typeof rounds, field: keyof Accepts) =>
      median(rounds[how].map((one) => one[field]));
    const bothMs = (how: keyof typeof rounds) => of(how, 'processorMs') + of(how, 'serverMs');
    for (const [title, how] of [
      ['accepts a second, two processes', 'store'],
      ['five statements by hand', 'hand'],
      ['the same rows by hand', 'same'],
    ] as const) {
      const ratio = of('store', 'perSecond') / of(how, 'perSecond');
      say(
        `${title}: ${of(how, 'perSecond').toFixed(0)}, ratio ${ratio.toFixed(2)}; processor time of one ${of(how, 'processorMs').toFixed(2)} ms here and ${of(how, 'serverMs').toFixed(2)} ms of the server, ratio ${(bothMs(how) / bothMs('store')).toFixed(2)}`,
      );
    }
  }
  if (isWanted('wakes')) {
    const url = await server.newDatabase();
    const [one, two] = [await joinForBench(url, 'one'), await joinForBench(url, 'two')];
    const claimed = async (id: JobId): Promise<Job> => {
      for (;;) {
        await two.woken();
        const jobs = await two.store.claimDue({ ...CLAIM, nowMs: Date.now() });
        const job = jobs.find((each) => each.id === id);
        if (job !== undefined) return job;
      }
    };
    const acceptedMs: number[] = [];
    const wokenMs: number[] = [];
    for (let number = 0; number < WAKES; number += 1) {
      const { id } = await accept(one.store, draftOf(number));
      let fromMs = performance.now();
      const job = await claimed(id);
      acceptedMs.push(performance.now() - fromMs);
      // It waits at its vendor, until a report of its end wakes it.
      const nowMs = Date.now();
      const kept = await two.store.saveEventAndKeep(job, { kind: 'submit-began' }, nowMs, 60_000);
      if (kept.kind !== 'saved') throw new Error(kept.kind);
      const later = {
        acceptedAtMs: nowMs,
        checkAtMs: nowMs + 600_000,
        deadlineAtMs: nowMs + 900_000,
      };
      await two.store.saveEvent(kept.job, { kind: 'submit-accepted', ...later }, nowMs);
      await one.store.wakeJob(id, Date.now());
      fromMs = performance.now();
      await claimed(id);
      wokenMs.push(performance.now() - fromMs);
    }
    for (const [title, tookMs] of [
      ['commit', acceptedMs],
      ['wake', wokenMs],
    ] as const) {
      say(`${title} to claim elsewhere: ${spread(tookMs)}`);
    }
    await one.close();
    await two.close();
  }
  if (isWanted('looks')) {
    const url = await server.newDatabase();
    const rest = await joinForBench(url, 'rest');
    const watches = ['one', 'two'].map((name) => lineOf(member('look', url, name)));
    let next = 0;
    const lane = async () => {
      while (next < LOOKED_AT) {
        const nowMs = Date.now();
        await rest.store.acceptJob({ ...draftOf(next++), dueAtMs: nowMs }, QUOTA, nowMs);
      }
    };
    await Promise.all(Array.from({ length: FILLED_AT_ONCE }, lane));
    const latenessMs = (await Promise.all(watches)).flatMap((line): number[] => JSON.parse(line));
    say(
      `${LOOKED_AT} jobs looked at every 4 s by two workers: late by ${spread(latenessMs)}, ${latenessMs.length} looks`,
    );
    await rest.close();
  }
  if (isWanted('takeover')) {
    const url = await server.newDatabase();
    const rest = await joinForBench(url, 'rest');
    for (let number = 0; number < HELD; number += 1) await accept(rest.store, draftOf(number));
    const holder = member('hold', url, String(HELD));
    await lineOf(holder);
    holder.kill('SIGKILL');
    const killedAtMs = performance.now();
    let claimed = 0;
    while (claimed < HELD) {
      await rest.woken();
      claimed += (await rest.store.claimDue({ ...CLAIM, nowMs: Date.now() })).length;
    }
    const tookMs = performance.now() - killedAtMs;
    say(
      `${HELD} jobs of a killed process: all claimed by another after ${(tookMs / 1000).toFixed(1)} s`,
    );
    await rest.close();
  }
} finally {
  await server.close();
}

/**
 * Several processes on one PostgreSQL: `node bench/scale.ts [accepts|wakes|takeover]...`. The server is one of its own, with
 * durability off: what is compared is the program. `accepts`: two processes, 32 at once each, against the same work as five
 * statements by hand in tables of their own, turn by turn. `wakes`: from a commit to the claim by another member.
 * `takeover`: 200 jobs whose process is killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { openPool } from '#store/postgres/open-pool.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { startPostgres } from '#test/fixtures/postgres.ts';
import { BY_HAND_TABLES } from './stage/accept-by-hand.ts';
import { accept, draftOf } from './stage/fill-store.ts';
import { joinForBench } from './stage/scale-member.ts';

const ROUNDS = 3;
const WAKES = 300;
const HELD = 200;
const CLAIM = { leaseMs: 300_000, limit: 1_000, slots: { perVendor: { studio: 1_000_000 } } };

const wanted = process.argv.slice(2);
const isWanted = (part: string) => wanted.length === 0 || wanted.includes(part);
const say = (text: string) => process.stdout.write(`${text}\n`);
const median = (values: readonly number[]) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
const member = (...rest: readonly string[]): ChildProcess =>
  spawn(
    process.execPath,
    [new URL('./stage/scale-process.ts', import.meta.url).pathname, ...rest],
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
    await (await openPostgresStore({ url, worker: 'first' })).close();
    const pool = openPool({ url, connectionsMax: 1 });
    await pool.query(BY_HAND_TABLES);
    await pool.end();
    const rates = { store: [] as number[], hand: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const how of ['store', 'hand'] as const) {
        const lines = [0, 1].map((place) => lineOf(member(how, url, String(round * 2 + place))));
        const sum = (await Promise.all(lines)).reduce((all, line) => all + Number(line), 0);
        rates[how].push(sum);
      }
    }
    const [ours, hand] = [median(rates.store), median(rates.hand)];
    say(
      `accepts a second, two processes: ${ours.toFixed(0)}, by hand ${hand.toFixed(0)}, ratio ${(ours / hand).toFixed(2)}`,
    );
  }
  if (isWanted('wakes')) {
    const url = await server.newDatabase();
    const [one, two] = [await joinForBench(url, 'one'), await joinForBench(url, 'two')];
    const tookMs: number[] = [];
    for (let number = 0; number < WAKES; number += 1) {
      const { id } = await accept(one.store, draftOf(number));
      const committedAtMs = performance.now();
      for (let isClaimed = false; !isClaimed; ) {
        await two.woken();
        const nowMs = Date.now();
        isClaimed = (await two.store.claimDue({ ...CLAIM, nowMs })).some((job) => job.id === id);
      }
      tookMs.push(performance.now() - committedAtMs);
    }
    tookMs.sort((a, b) => a - b);
    const at = (part: number) => (tookMs[Math.floor(tookMs.length * part)] ?? 0).toFixed(1);
    say(`commit to claim elsewhere: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
    await one.close();
    await two.close();
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

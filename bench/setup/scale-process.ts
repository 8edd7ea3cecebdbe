/**
 * A process of `bench/scale.ts`: `store|hand|same URL PART` accepts for some seconds and prints how many
 * a second, how many in all, and what processor time each took here;
 * `hold URL COUNT` claims so many, prints a line, and lives on; `look URL NAME` works on jobs, and prints how late it
 * looked at each.
 */
import { openPool } from '#store/postgres/open-pool.ts';
import { openPostgresStore } from '#test/fixtures/open-postgres-store.ts';
import { acceptByHand } from './accept-by-hand.ts';
import { acceptSameByHand } from './accept-same-by-hand.ts';
import { accept, draftOf } from './fill-store.ts';
import { lookAfterJobs } from './scale-looks.ts';
import { joinForBench } from './scale-member.ts';

const LANES = 32;
/** Both sides count the member's queue, and refuse nobody. */
const QUEUE = { running: 3, waiting: 1_000_000 };
const WARM_MS = 1_000;
const SECONDS = 4;
/** Numbers of one part never meet those of another. */
const PART = 1_000_000;

const [how = '', url = '', number = '0'] = process.argv.slice(2);
if (how === 'hold') {
  const { store, woken } = await joinForBench(url, 'holder');
  const claim = { leaseMs: 300_000, limit: 1_000, slots: { perVendor: { studio: 1_000_000 } } };
  for (let held = 0; ; ) {
    held += (await store.claimDue({ ...claim, nowMs: Date.now() })).length;
    if (held >= Number(number)) break;
    await woken();
  }
  process.stdout.write('held\n');
  await new Promise(() => {});
}
if (how === 'look') {
  process.stdout.write(`${JSON.stringify(await lookAfterJobs(url, number))}\n`);
  process.exit();
}
const pool = openPool({ url });
const store = await openPostgresStore({ url, worker: `part ${number}` });
let next = Number(number) * PART;
let counted = 0;
let all = 0;
let used = process.cpuUsage();
const beginMs = performance.now() + WARM_MS;
const endMs = beginMs + SECONDS * 1_000;
const lane = async () => {
  while (performance.now() < endMs) {
    const draft = draftOf(next++);
    if (how === 'store') await accept(store, { ...draft, queue: QUEUE });
    else await (how === 'same' ? acceptSameByHand : acceptByHand)(pool, draft);
    all += 1;
    if (performance.now() < beginMs) used = process.cpuUsage();
    else counted += 1;
  }
};
await Promise.all(Array.from({ length: LANES }, lane));
const { user, system } = process.cpuUsage(used);
const processorMs = (user + system) / 1_000 / counted;
process.stdout.write(`${JSON.stringify({ perSecond: counted / SECONDS, all, processorMs })}\n`);
await store.close();
await pool.end();

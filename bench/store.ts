/**
 * How fast the store is with few and with many stored jobs: `node bench/store.ts [stored...]`.
 * Every figure is over a real file in the folder named by BENCH_DIR (default: the system's
 * temporary one), with every commit synced to disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { JobDraft } from '#ports/job-store.ts';
import type { Store } from '#ports/store.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { accept, draftOf, fillStore, QUOTA, START_MS } from './setup/fill-store.ts';

const SLOTS = { perVendor: { studio: 1_000_000 } };

let made = 0;

const acceptNext = (store: Store): Promise<JobDraft> => accept(store, draftOf(made++));

/** Runs the work so often, so many at once; says how many a second and how long each took. */
async function measure(
  title: string,
  { times, atOnce }: { readonly times: number; readonly atOnce: number },
  work: () => Promise<unknown>,
): Promise<void> {
  const tookMs: number[] = [];
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  const lane = async () => {
    while (tookMs.length < times) {
      const beganAtMs = performance.now();
      await work();
      tookMs.push(performance.now() - beganAtMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const seconds = (performance.now() - startedAtMs) / 1000;
  const { user, system } = process.cpuUsage(before);
  tookMs.sort((a, b) => a - b);
  const at = (part: number) => (tookMs[Math.floor(tookMs.length * part)] ?? 0).toFixed(2);
  process.stdout.write(
    `${title.padEnd(34)} ${Math.round(tookMs.length / seconds)
      .toString()
      .padStart(7)} /s   p50 ${at(0.5)} ms   p99 ${at(0.99)} ms   ` +
      `cpu ${((user + system) / tookMs.length).toFixed(0)} us\n`,
  );
}

const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [1_000, 1_000_000]) {
  made = size;
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'store-bench-'));
  const store = openSqliteStore({ file: join(folder, 'fourfold.db') });
  try {
    const filledAtMs = performance.now();
    await fillStore(store, size);
    const seconds = ((performance.now() - filledAtMs) / 1000).toFixed(0);
    process.stdout.write(`\n${size} stored jobs (written in ${seconds} s)\n`);
    const sample = await acceptNext(store);
    const { guildId: guild, userId: user, interactionId } = sample.origin;
    const many = { times: 20_000, atOnce: 1 };
    await measure('find a job', many, () => store.findJob(sample.id));
    await measure('find by interaction', many, () => store.findJobByInteraction(interactionId));
    await measure('account', many, () => store.account(guild, QUOTA, START_MS));
    await measure('recent jobs (10)', many, () => store.recentJobs(guild, user, 10));
    for (const atOnce of [1, 16, 64]) {
      await measure(`accept, ${atOnce} at once`, { times: 3_200, atOnce }, () => acceptNext(store));
    }
    await measure('press (accept a follow-up)', { times: 3_200, atOnce: 1 }, async () => {
      const press = draftOf(made++, sample.id);
      const origin = { ...press.origin, guildId: guild, userId: user };
      await store.findJob(sample.id);
      await store.acceptJob({ ...press, origin }, QUOTA, START_MS);
    });
    await measure('claim 1 of 12,800 queued', { times: 200, atOnce: 1 }, () =>
      store.claimDue({ nowMs: START_MS + made, leaseMs: 60_000, limit: 1, slots: SLOTS }),
    );
    await measure('gauges, 12,800 unfinished', { times: 200, atOnce: 1 }, () => store.gauges());
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

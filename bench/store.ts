/**
 * How fast the store is with few and with many stored jobs: `node bench/store.ts [stored...]`.
 * Every figure is over a real file in the folder named by BENCH_DIR (default: the system's
 * temporary one), with every commit synced to disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { channelId, guildId, type JobId, mintJobId, userId } from '#domain/ids.ts';
import type { JobDraft } from '#ports/job-store.ts';
import type { Store } from '#ports/store.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';

const GUILDS = 2_500;
const MEMBERS_PER_GUILD = 20;
const START_MS = Date.UTC(2026, 10, 1);
const QUOTA = 1_000_000;
const SLOTS = { perVendor: { studio: 1_000_000 } };

let made = 0;

function draft(parentId: JobId | null = null): JobDraft {
  const number = made++;
  const bytes = Uint8Array.from({ length: 7 }, (_, i) => (number * 7 + i * 31) & 255);
  const id = mintJobId(START_MS + number, bytes);
  const guild = (number * 7_919) % GUILDS;
  const member = (number * 104_729) % MEMBERS_PER_GUILD;
  return {
    id,
    parentId,
    rootId: parentId ?? id,
    origin: {
      interactionId: `${1_300_000_000_000_000_000n + BigInt(number)}`,
      interactionToken: 'a'.repeat(200),
      interactionAtMs: START_MS,
      applicationId: '1300000000000000001',
      guildId: guildId(`14${guild}`.padEnd(19, '0')),
      channelId: channelId('1500000000000000000'),
      userId: userId(`16${guild}x${member}`.padEnd(19, '0')),
      userName: 'somebody',
      locale: 'en-US',
      sourceMessageId: null,
      attachmentBytesMax: 10_485_760,
    },
    request: {
      action: 'imagine',
      cell: null,
      prompt: 'a lighthouse on a cliff in a storm, oil on canvas --ar 3:2 --v 7 '.repeat(2),
      speed: 'fast',
    },
    vendor: 'studio',
    priceCredits: 8,
    dueAtMs: START_MS + number,
  };
}

/** Accepts that many jobs and ends them, as fast as the store lets it. */
async function fill(store: Store, until: number): Promise<void> {
  const one = async () => {
    const { id } = await accept(store);
    await store.saveEvent({ id, revision: 0 }, { kind: 'job-cancelled' }, START_MS);
    await store.saveEvent({ id, revision: 1 }, { kind: 'notice-shown' }, START_MS);
  };
  while (made < until) await Promise.all(Array.from({ length: 64 }, one));
}

async function accept(store: Store): Promise<JobDraft> {
  const wanted = draft();
  const outcome = await store.acceptJob(wanted, QUOTA, START_MS);
  if (outcome.kind !== 'accepted') throw new Error(`a job was not accepted: ${outcome.kind}`);
  return wanted;
}

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
  made = 0;
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'store-bench-'));
  const store = openSqliteStore({ file: join(folder, 'fourfold.db') });
  try {
    const filledAtMs = performance.now();
    await fill(store, size);
    const seconds = ((performance.now() - filledAtMs) / 1000).toFixed(0);
    process.stdout.write(`\n${size} stored jobs (written in ${seconds} s)\n`);
    const sample = await accept(store);
    const { guildId: guild, userId: user, interactionId } = sample.origin;
    const many = { times: 20_000, atOnce: 1 };
    await measure('find a job', many, () => store.findJob(sample.id));
    await measure('find by interaction', many, () => store.findJobByInteraction(interactionId));
    await measure('account', many, () => store.account(guild, QUOTA, START_MS));
    await measure('recent jobs (10)', many, () => store.recentJobs(guild, user, 10));
    for (const atOnce of [1, 16, 64]) {
      await measure(`accept, ${atOnce} at once`, { times: 3_200, atOnce }, () => accept(store));
    }
    await measure('press (accept a follow-up)', { times: 3_200, atOnce: 1 }, async () => {
      const press = draft(sample.id);
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

/**
 * A press under a stored job, with few and with very many jobs stored: finding the job and accepting the follow-up, every
 * commit synced, in turns over one store of each size: `npm run bench -- press [rounds] [stored...]`.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JobId } from '#domain/ids.ts';
import type { Store } from '#ports/store.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { benchFolder } from './setup/bot-under-test.ts';
import { median, quantile } from './setup/figures.ts';
import { draftOf, QUOTA, START_MS } from './setup/fill-store.ts';
import { growStore } from './setup/grow-store.ts';

const [rounds = 7, ...given] = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [1_000, 100_000, 1_000_000];
const PRESSES = 500;

type Filled = {
  readonly size: number;
  readonly store: Store;
  readonly p50: number[];
  readonly p99: number[];
};

const folder = benchFolder();
const filled: Filled[] = [];
for (const size of sizes) {
  const file = join(folder, `${size}.db`);
  await growStore(file, size);
  filled.push({ size, store: openSqliteStore({ file }), p50: [], p99: [] });
}

/** Numbers of presses, from far above those of the stored jobs. */
let made = 5_000_000;

async function press(store: Store, parentId: JobId): Promise<void> {
  const parent = await store.findJob(parentId);
  if (parent === null) throw new Error('the job to press under is gone');
  const { guildId, userId } = parent.origin;
  const draft = draftOf(made++, parent.id);
  const origin = { ...draft.origin, guildId, userId };
  const outcome = await store.acceptJob({ ...draft, origin }, QUOTA, START_MS);
  if (outcome.kind !== 'accepted') throw new Error(`a press was not accepted: ${outcome.kind}`);
}

try {
  // The first round reads what the later ones have in memory.
  for (let round = -1; round < rounds; round++) {
    for (const { store, p50, p99 } of round % 2 === 0 ? filled : filled.toReversed()) {
      const times: number[] = [];
      for (let count = 0; count < PRESSES; count++) {
        const { id } = draftOf(Math.floor((count * 7_919) % 1_000));
        const fromMs = performance.now();
        await press(store, id);
        times.push(performance.now() - fromMs);
      }
      if (round < 0) continue;
      p50.push(quantile(times, 0.5));
      p99.push(quantile(times, 0.99));
    }
  }
  const [least] = filled;
  for (const { size, p50, p99 } of filled) {
    const ratio = (own: readonly number[], few: readonly number[] = []) =>
      (median(own) / median(few)).toFixed(2);
    process.stdout.write(
      `${String(size).padStart(9)} stored jobs: press p50 ${median(p50).toFixed(2)} ms (${ratio(p50, least?.p50)} of the least)   p99 ${median(p99).toFixed(2)} ms (${ratio(p99, least?.p99)})\n`,
    );
  }
} finally {
  for (const { store } of filled) await store.close();
  rmSync(folder, { recursive: true });
}

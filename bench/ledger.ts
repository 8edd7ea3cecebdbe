/**
 * Accepting and settling, durable: `npm run bench -- ledger [rounds]`. The store beside the same rows written by hand
 * on better-sqlite3: the same tables without rules or triggers, the fewest statements there can be. Both write real
 * files in the folder named by BENCH_DIR (default: the system's temporary one), every commit synced to disk. Rounds
 * alternate; medians and their ratio are printed. One at a time, each operation is a transaction; 64 at once, the
 * store gathers what arrives together, and the rival does the same in groups of 64.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { channelId, guildId, mintJobId, userId } from '#domain/ids.ts';
import type { JobDraft } from '#ports/job-store.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { ledgerByHand, type Rival } from './setup/ledger-by-hand.ts';

const ROUNDS = Number(process.argv[2] ?? 7);
const JOBS = 1_280;
const GUILDS = 500;
const START_MS = Date.UTC(2026, 10, 1);
const QUOTA = 10_000_000;
const PRICE = 8;
const PROMPT = 'a lighthouse on a cliff in a storm, oil on canvas --ar 3:2 --v 7 '.repeat(2);
const TOKEN = 'a'.repeat(200);
const QUEUE = { running: 1_000_000, waiting: 1_000_000 };

let made = 0;

const guildOf = (number: number): string => `14${String(number).padStart(17, '0')}`;

function draft(): JobDraft {
  const number = made++;
  const bytes = Uint8Array.from({ length: 7 }, (_, place) => (number * 7 + place * 31) & 255);
  const id = mintJobId(START_MS + number, bytes);
  return {
    id,
    parentId: null,
    rootId: id,
    origin: {
      interactionId: `${1_300_000_000_000_000_000n + BigInt(number)}`,
      interactionToken: TOKEN,
      interactionAtMs: START_MS,
      applicationId: '1300000000000000001',
      guildId: guildId(guildOf(number % GUILDS)),
      channelId: channelId('1500000000000000000'),
      userId: userId(`16${String(number % GUILDS).padStart(17, '0')}`),
      userName: 'somebody',
      locale: 'en-US',
      serverLocale: null,
      sourceMessageId: null,
      attachmentBytesMax: 10_485_760,
    },
    request: { action: 'imagine', cell: null, prompt: PROMPT, speed: 'fast' },
    vendor: 'studio',
    priceCredits: PRICE,
    dueAtMs: START_MS + number,
    queue: QUEUE,
  };
}

/** Ends a job from `queued` by the shortest way that books: what is measured is the booking. */
function store(file: string): Rival {
  const opened = openSqliteStore({ file });
  return {
    accept: (drafts) =>
      Promise.all(
        drafts.map(async (one) => {
          const outcome = await opened.acceptJob(one, QUOTA, START_MS);
          if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${outcome.kind}`);
        }),
      ),
    settle: (drafts) =>
      Promise.all(
        drafts.map(async ({ id }) => {
          const outcome = await opened.saveEvent(
            { id, revision: 0, progressMessageId: null },
            { kind: 'job-cancelled' },
            START_MS,
          );
          if (outcome.kind !== 'saved') throw new Error(`not saved: ${outcome.kind}`);
        }),
      ),
    close: () => opened.close(),
  };
}

const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'ledger-bench-'));
const rivals = {
  store: store(join(folder, 'store.db')),
  byHand: ledgerByHand(join(folder, 'by-hand.db'), {
    guildIds: Array.from({ length: GUILDS }, (_, number) => guildOf(number)),
    credits: QUOTA,
  }),
} as const;
type Name = keyof typeof rivals;

/** Operations a second of one round; the drafts are given to `accept` and `settle` in groups. */
async function round(rival: Rival, atOnce: number): Promise<{ accept: number; settle: number }> {
  const drafts = Array.from({ length: JOBS }, draft);
  const groups = Array.from({ length: JOBS / atOnce }, (_, place) =>
    drafts.slice(place * atOnce, (place + 1) * atOnce),
  );
  const rate = async (work: Rival['accept']): Promise<number> => {
    const beganAtMs = performance.now();
    for (const group of groups) await work(group);
    return JOBS / ((performance.now() - beganAtMs) / 1_000);
  };
  return { accept: await rate(rival.accept), settle: await rate(rival.settle) };
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;

try {
  process.stdout.write(
    '| at once | | store /s | by hand /s | ratio |\n| --- | --- | --- | --- | --- |\n',
  );
  for (const atOnce of [1, 64]) {
    const seen: Record<Name, { accept: number; settle: number }[]> = { store: [], byHand: [] };
    await round(rivals.store, 64);
    await round(rivals.byHand, 64);
    for (let count = 0; count < ROUNDS; count++) {
      const order: readonly Name[] = count % 2 === 0 ? ['store', 'byHand'] : ['byHand', 'store'];
      for (const name of order) seen[name].push(await round(rivals[name], atOnce));
    }
    for (const what of ['accept', 'settle'] as const) {
      const own = median(seen.store.map((one) => one[what]));
      const hand = median(seen.byHand.map((one) => one[what]));
      const cells = [atOnce, what, Math.round(own), Math.round(hand), (own / hand).toFixed(2)];
      process.stdout.write(`| ${cells.join(' | ')} |\n`);
    }
  }
} finally {
  for (const rival of Object.values(rivals)) await rival.close();
  rmSync(folder, { recursive: true });
}

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
import Database from 'better-sqlite3';
import { channelId, guildId, mintJobId, userId } from '#domain/ids.ts';
import type { JobDraft } from '#ports/job-store.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';

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

type Rival = {
  readonly accept: (drafts: readonly JobDraft[]) => Promise<unknown>;
  readonly settle: (drafts: readonly JobDraft[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
};

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

/** The rows that an accepted job leaves, and those of its end, and nothing else. */
function byHand(file: string): Rival {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(`
    CREATE TABLE accounts (guild_id TEXT PRIMARY KEY, available INTEGER CHECK (available >= 0), reserved INTEGER, spent INTEGER);
    CREATE TABLE grants (number INTEGER PRIMARY KEY, guild_id TEXT, available INTEGER CHECK (available >= 0), reserved INTEGER);
    CREATE INDEX grants_by_guild ON grants (guild_id);
    CREATE TABLE entries (number INTEGER PRIMARY KEY, guild_id TEXT, kind TEXT, job_id TEXT, key TEXT UNIQUE,
      available_delta INTEGER, reserved_delta INTEGER, spent_delta INTEGER, reason TEXT, at_ms INTEGER);
    CREATE INDEX entries_by_guild ON entries (guild_id, number);
    CREATE TABLE draws (number INTEGER PRIMARY KEY, entry_key TEXT, grant_number INTEGER, available_delta INTEGER,
      reserved_delta INTEGER, spent_delta INTEGER);
    CREATE UNIQUE INDEX draws_by_entry ON draws (entry_key, grant_number);
    CREATE TABLE charges (job_id TEXT PRIMARY KEY, guild_id TEXT, user_id TEXT, channel_id TEXT, action TEXT, day TEXT,
      credits INTEGER, vendor TEXT) WITHOUT ROWID;
    CREATE TABLE usage (guild_id TEXT, user_id TEXT, day TEXT, channel_id TEXT, action TEXT, jobs INTEGER, credits INTEGER,
      PRIMARY KEY (guild_id, user_id, day, channel_id, action)) WITHOUT ROWID;
    CREATE TABLE jobs (id TEXT PRIMARY KEY, revision INTEGER, interaction_id TEXT UNIQUE, interaction_token TEXT,
      guild_id TEXT, channel_id TEXT, user_id TEXT, user_name TEXT, action TEXT, prompt TEXT, speed TEXT, vendor TEXT,
      price INTEGER, state TEXT, due_at_ms INTEGER, created_at_ms INTEGER, updated_at_ms INTEGER);
    CREATE INDEX jobs_by_member ON jobs (guild_id, user_id, id);
    CREATE INDEX jobs_due ON jobs (due_at_ms) WHERE due_at_ms IS NOT NULL;
    CREATE INDEX jobs_unfinished ON jobs (guild_id, user_id) WHERE state = 'queued';
  `);
  for (let guild = 0; guild < GUILDS; guild++) {
    const id = guildOf(guild);
    database.prepare('INSERT INTO accounts VALUES (?, ?, 0, 0)').run(id, QUOTA);
    database
      .prepare('INSERT INTO grants (guild_id, available, reserved) VALUES (?, ?, 0)')
      .run(id, QUOTA);
  }
  const known = database.prepare('SELECT 1 FROM jobs WHERE interaction_id = ?');
  const waiting = database.prepare(
    "SELECT count(*) FROM jobs WHERE guild_id = ? AND user_id = ? AND state = 'queued'",
  );
  const grant = database
    .prepare<[string], number>('SELECT number FROM grants WHERE guild_id = ? AND available > 0')
    .pluck();
  const account = database.prepare(
    'UPDATE accounts SET available = available - @price, reserved = reserved + @price WHERE guild_id = @guild',
  );
  const moveGrant = database.prepare(
    'UPDATE grants SET available = available - @price, reserved = reserved + @price WHERE number = @grant',
  );
  const entry = database.prepare(
    "INSERT INTO entries (guild_id, kind, job_id, key, available_delta, reserved_delta, spent_delta, reason, at_ms) VALUES (@guild, @kind, @id, @key, -@price, @price, 0, 'imagine', 0)",
  );
  const draw = database.prepare(
    'INSERT INTO draws (entry_key, grant_number, available_delta, reserved_delta, spent_delta) VALUES (@key, @grant, -@price, @price, 0)',
  );
  const charge = database.prepare(
    "INSERT INTO charges VALUES (@id, @guild, @user, @channel, 'imagine', '2026-11-01', @price, 'studio')",
  );
  const use = database.prepare(
    "INSERT INTO usage VALUES (@guild, @user, '2026-11-01', @channel, 'imagine', 1, @price) ON CONFLICT DO UPDATE SET jobs = jobs + 1, credits = credits + excluded.credits",
  );
  const job = database.prepare(
    "INSERT INTO jobs VALUES (@id, 0, @interaction, @token, @guild, @channel, @user, 'somebody', 'imagine', @prompt, 'fast', 'studio', @price, 'queued', @due, 0, 0)",
  );
  const find = database.prepare('SELECT * FROM jobs WHERE id = ?');
  const end = database.prepare(
    "UPDATE jobs SET state = 'cancelled', revision = revision + 1, updated_at_ms = 1 WHERE id = ?",
  );
  const uncharge = database.prepare('UPDATE charges SET credits = 0 WHERE job_id = ?');
  const unuse = database.prepare(
    "UPDATE usage SET jobs = jobs - 1, credits = credits - @price WHERE guild_id = @guild AND user_id = @user AND day = '2026-11-01' AND channel_id = @channel AND action = 'imagine'",
  );
  const rowOf = ({ id, origin, dueAtMs }: JobDraft) => ({
    id,
    guild: origin.guildId,
    user: origin.userId,
    channel: origin.channelId,
    interaction: origin.interactionId,
    token: TOKEN,
    prompt: PROMPT,
    due: dueAtMs,
  });
  const accept = database.transaction((drafts: readonly JobDraft[]) => {
    for (const one of drafts) {
      const row = { ...rowOf(one), price: PRICE, kind: 'reserve', key: `reserve:${one.id}` };
      known.get(row.interaction);
      waiting.get(row.guild, row.user);
      const moved = { ...row, grant: grant.get(row.guild) };
      draw.run(moved);
      moveGrant.run(moved);
      entry.run(row);
      account.run(row);
      job.run(row);
      charge.run(row);
      use.run(row);
    }
  });
  const settle = database.transaction((drafts: readonly JobDraft[]) => {
    for (const one of drafts) {
      const row = { ...rowOf(one), price: -PRICE, kind: 'refund', key: `refund:${one.id}` };
      find.get(one.id);
      const moved = { ...row, grant: grant.get(row.guild) };
      draw.run(moved);
      moveGrant.run(moved);
      entry.run(row);
      account.run(row);
      uncharge.run(one.id);
      unuse.run({ ...row, price: PRICE });
      end.run(one.id);
    }
  });
  return {
    accept: async (drafts) => accept.immediate(drafts),
    settle: async (drafts) => settle.immediate(drafts),
    close: async () => {
      database.close();
    },
  };
}

const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'ledger-bench-'));
const rivals = {
  store: store(join(folder, 'store.db')),
  byHand: byHand(join(folder, 'by-hand.db')),
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

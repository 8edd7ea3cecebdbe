import Database from 'better-sqlite3';
import type { JobDraft } from '#ports/job-store.ts';

/** What accepts jobs and ends them, each list in one transaction. */
export type Rival = {
  readonly accept: (drafts: readonly JobDraft[]) => Promise<unknown>;
  readonly settle: (drafts: readonly JobDraft[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
};

/** The rows that an accepted job leaves, and those of its end, and nothing else. */
export function ledgerByHand(
  file: string,
  { guildIds, credits }: { readonly guildIds: readonly string[]; readonly credits: number },
): Rival {
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
  for (const id of guildIds) {
    database.prepare('INSERT INTO accounts VALUES (?, ?, 0, 0)').run(id, credits);
    database
      .prepare('INSERT INTO grants (guild_id, available, reserved) VALUES (?, ?, 0)')
      .run(id, credits);
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
  const rowOf = ({ id, origin, request, priceCredits: price, dueAtMs }: JobDraft) => ({
    id,
    guild: origin.guildId,
    user: origin.userId,
    channel: origin.channelId,
    interaction: origin.interactionId,
    token: origin.interactionToken,
    prompt: request.prompt,
    price,
    due: dueAtMs,
  });
  const accept = database.transaction((drafts: readonly JobDraft[]) => {
    for (const one of drafts) {
      const row = { ...rowOf(one), kind: 'reserve', key: `reserve:${one.id}` };
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
      const back = { price: -one.priceCredits, kind: 'refund', key: `refund:${one.id}` };
      const row = { ...rowOf(one), ...back };
      find.get(one.id);
      const moved = { ...row, grant: grant.get(row.guild) };
      draw.run(moved);
      moveGrant.run(moved);
      entry.run(row);
      account.run(row);
      uncharge.run(one.id);
      unuse.run(rowOf(one));
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

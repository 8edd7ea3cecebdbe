import type pg from 'pg';
import type { JobDraft } from '#ports/job-store.ts';

/** Tables with no more than an accept touches: the least that the same promise costs. */
export const BY_HAND_TABLES = `
  CREATE SCHEMA hand;
  CREATE TABLE hand.accounts (guild_id text PRIMARY KEY, available bigint NOT NULL CHECK (available >= 0),
    reserved bigint NOT NULL DEFAULT 0);
  CREATE TABLE hand.entries (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, guild_id text NOT NULL,
    job_id text, kind text NOT NULL, key text NOT NULL UNIQUE, available_delta bigint NOT NULL, reserved_delta bigint NOT NULL);
  CREATE TABLE hand.jobs (id text PRIMARY KEY, interaction_id text NOT NULL UNIQUE, guild_id text NOT NULL,
    user_id text NOT NULL, vendor text NOT NULL, price bigint NOT NULL, state text NOT NULL, facts json NOT NULL,
    due_at_ms bigint NOT NULL);
  CREATE INDEX ON hand.jobs (guild_id, user_id, id);
  CREATE INDEX ON hand.jobs (guild_id, user_id) WHERE state = 'queued';
  CREATE INDEX ON hand.jobs (due_at_ms) WHERE state = 'queued';
`;

/** Job, hold and entry in one transaction, as somebody would write it for this alone. */
export async function acceptByHand(pool: pg.Pool, draft: JobDraft): Promise<void> {
  const { id, origin, vendor, priceCredits, request, dueAtMs } = draft;
  const { guildId, userId, interactionId } = origin;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query({
      name: 'make',
      text: 'INSERT INTO hand.accounts VALUES ($1, 1000000) ON CONFLICT DO NOTHING',
      values: [guildId],
    });
    await client.query({
      name: 'job',
      text: `INSERT INTO hand.jobs VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, $8)`,
      values: [
        id,
        interactionId,
        guildId,
        userId,
        vendor,
        priceCredits,
        JSON.stringify({ request, origin }),
        dueAtMs,
      ],
    });
    await client.query({
      name: 'count',
      text: `SELECT count(*) FROM hand.jobs WHERE guild_id = $1 AND user_id = $2 AND state = 'queued'`,
      values: [guildId, userId],
    });
    await client.query({
      name: 'hold',
      text: 'UPDATE hand.accounts SET available = available - $2, reserved = reserved + $2 WHERE guild_id = $1',
      values: [guildId, priceCredits],
    });
    await client.query({
      name: 'entry',
      text: `INSERT INTO hand.entries (guild_id, job_id, kind, key, available_delta, reserved_delta)
        VALUES ($1, $2, 'reserve', 'reserve:' || $2, -$3::bigint, $3)`,
      values: [guildId, id, priceCredits],
    });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

import type pg from 'pg';
import type { JobDraft } from '#ports/job-store.ts';

const TABLES = [
  'accounts',
  'entries',
  'grants',
  'draws',
  'jobs',
  'charges',
  'usage',
  'guild_settings',
];
const ALIKE = ['DEFAULTS', 'GENERATED', 'IDENTITY', 'INDEXES'].map((part) => `INCLUDING ${part}`);

/** The bot's own tables and indexes, without its laws: no trigger, CHECK or reference. The accounts are those there are. */
export const SAME_BY_HAND_TABLES = `
  CREATE SCHEMA same;
  ${TABLES.map((table) => `CREATE TABLE same.${table} (LIKE ${table} ${ALIKE.join(' ')});`).join('\n')}
  INSERT INTO same.accounts SELECT * FROM accounts;
  INSERT INTO same.grants SELECT * FROM grants;
`;

/** Every row that an accepted job leaves in the bot's tables, one statement after the other, by whoever trusts the program. */
export async function acceptSameByHand(pool: pg.Pool, draft: JobDraft): Promise<void> {
  const { id, origin, vendor, priceCredits, request, dueAtMs } = draft;
  const { guildId, userId, channelId, interactionId } = origin;
  const day = new Date(dueAtMs).toISOString().slice(0, 10);
  const client = await pool.connect();
  const ask = async (name: string, text: string, values: unknown[]) =>
    (await client.query({ name: `same ${name}`, text, values })).rows;
  try {
    await client.query('BEGIN');
    await ask('known', 'SELECT id FROM same.jobs WHERE interaction_id = $1', [interactionId]);
    await ask('settings', 'SELECT settings FROM same.guild_settings WHERE guild_id = $1', [
      guildId,
    ]);
    await ask('account', 'SELECT * FROM same.accounts WHERE guild_id = $1 FOR NO KEY UPDATE', [
      guildId,
    ]);
    await ask(
      'count',
      `SELECT count(*) FROM same.jobs WHERE state IN ('queued', 'submitting', 'running', 'delivering')
       AND state <> 'delivering' AND guild_id = $1 AND user_id = $2 AND from_archive = 0`,
      [guildId, userId],
    );
    const [grant] = await ask(
      'grants',
      'SELECT * FROM same.grants WHERE guild_id = $1 AND (available > 0 OR reserved > 0)',
      [guildId],
    );
    const [draw] = await ask(
      'draw',
      `INSERT INTO same.draws (entry_key, grant_number, available_delta, reserved_delta, spent_delta)
       VALUES ('reserve:' || $1, $2, -$3::bigint, $3, 0) RETURNING number`,
      [id, grant.number, priceCredits],
    );
    await ask(
      'grant',
      `UPDATE same.grants SET available = available - $2, reserved = reserved + $2, last_draw = $3
       WHERE number = $1`,
      [grant.number, priceCredits, draw.number],
    );
    const [entry] = await ask(
      'entry',
      `INSERT INTO same.entries (guild_id, kind, job_id, key, available_delta, reserved_delta, spent_delta, reason, at_ms)
       VALUES ($1, 'reserve', $2, 'reserve:' || $2, -$3::bigint, $3, 0, $4, $5) RETURNING number`,
      [guildId, id, priceCredits, request.action, dueAtMs],
    );
    await ask(
      'hold',
      `UPDATE same.accounts SET available = available - $2, reserved = reserved + $2, last_entry = $3
       WHERE guild_id = $1`,
      [guildId, priceCredits, entry.number],
    );
    await ask(
      'job',
      `INSERT INTO same.jobs (id, revision, root_id, interaction_id, interaction_token, interaction_at_ms,
         application_id, guild_id, channel_id, user_id, user_name, locale, attachment_bytes_max, action, prompt,
         speed, vendor, price_credits, from_archive, state, step_index, attempts, due_at_ms, woken, post_attempted,
         created_at_ms, updated_at_ms)
       VALUES ($1, 0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 'queued', 0, 0,
         $17, 0, 0, $17, $17)`,
      [
        id,
        ...[interactionId, origin.interactionToken, origin.interactionAtMs, origin.applicationId],
        ...[guildId, channelId, userId, origin.userName, origin.locale, origin.attachmentBytesMax],
        ...[request.action, request.prompt, request.speed, vendor, priceCredits, dueAtMs],
      ],
    );
    await ask(
      'charge',
      `INSERT INTO same.charges VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $6, '', 0)`,
      [id, guildId, userId, channelId, request.action, day, priceCredits, vendor],
    );
    await ask(
      'usage',
      `INSERT INTO same.usage AS day VALUES ($1, $2, $3, $4, $5, 1, $6)
       ON CONFLICT (guild_id, user_id, day, channel_id, action) DO UPDATE SET
         jobs = day.jobs + 1, credits = day.credits + excluded.credits`,
      [guildId, userId, day, channelId, request.action, priceCredits],
    );
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

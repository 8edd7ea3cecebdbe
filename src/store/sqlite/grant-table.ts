/**
 * Grants and what is drawn from them. It decides in which order credits are consumed and writes a
 * booking: its draws first, then the entry that must be their sum. Triggers move the grants and
 * the account; nothing here updates either.
 */
import type { Database } from 'better-sqlite3';
import type { Entry, Grant } from '#domain/credits.ts';
import type { GuildId, JobId } from '#domain/ids.ts';
import { draws, grants } from './schema-ledger.ts';
import { fieldsOf } from './sql-text.ts';

/** A grant as its table holds it. */
export type GrantRow = typeof grants.$inferSelect;

/** What one booking moves in one grant. */
export type Draw = Pick<
  typeof draws.$inferSelect,
  'grantNumber' | 'availableDelta' | 'reservedDelta' | 'spentDelta'
>;

/** A line of the ledger whose sums follow from its draws. */
export type Booking = Omit<Entry, 'availableDelta' | 'reservedDelta' | 'spentDelta'>;

/** A grant that does not exist yet. */
export type NewGrant = Pick<
  GrantRow,
  | 'guildId'
  | 'kind'
  | 'key'
  | 'amount'
  | 'period'
  | 'effectiveAtMs'
  | 'expiresAtMs'
  | 'reason'
  | 'author'
  | 'sale'
  | 'createdAtMs'
>;

export type GrantTable = {
  insert(grant: NewGrant): GrantRow;
  byKey(key: string): GrantRow | null;
  byNumber(number: number): GrantRow | null;
  /** Everything that one sale gave, period by period. */
  ofSale(sale: string): readonly GrantRow[];
  isPaidBack(sale: string): boolean;
  notePaidBack(sale: string, atMs: number): void;
  /** Grants that still hold something; the first is consumed first. */
  open(guildId: GuildId): readonly GrantRow[];
  /** Grants whose moment has not come, the first to come first. */
  upcoming(guildId: GuildId): readonly GrantRow[];
  /** Grants whose moment has come and that were never booked. */
  pending(guildId: GuildId, nowMs: number): readonly GrantRow[];
  /** When a grant begins or ends next, monthly ones apart. */
  nextChangeAtMs(guildId: GuildId): number | null;
  /** What the job's reservation drew, in the order it did. */
  reservedBy(jobId: JobId): readonly Draw[];
  book(booking: Booking, draws: readonly Draw[]): void;
};

/** The soonest to expire first; of those, what nobody paid for. The rest in the order given. */
const CONSUMED_IN_ORDER = `ORDER BY coalesce(expires_at_ms, 9007199254740991),
  CASE kind WHEN 'monthly' THEN 0 WHEN 'gift' THEN 1 WHEN 'top-up' THEN 2 ELSE 3 END, number`;

/** The table over one connection. */
export function createGrantTable(database: Database): GrantTable {
  const fields = fieldsOf(grants);
  const insert = database.prepare<[NewGrant], GrantRow>(
    `INSERT INTO grants (guild_id, kind, key, amount, period, effective_at_ms, expires_at_ms, reason,
       author, sale, created_at_ms, available, reserved, spent, last_draw)
     VALUES (@guildId, @kind, @key, @amount, @period, @effectiveAtMs, @expiresAtMs, @reason, @author,
       @sale, @createdAtMs, 0, 0, 0, 0) RETURNING ${fields}`,
  );
  const byKey = database.prepare<[string], GrantRow>(`SELECT ${fields} FROM grants WHERE key = ?`);
  const byNumber = database.prepare<[number], GrantRow>(
    `SELECT ${fields} FROM grants WHERE number = ?`,
  );
  const ofSale = database.prepare<[string], GrantRow>(
    `SELECT ${fields} FROM grants WHERE sale = ? ORDER BY number`,
  );
  const paidBack = database
    .prepare<[string], number>('SELECT 1 FROM paid_back_sales WHERE sale = ?')
    .pluck();
  const notePaidBack = database.prepare<[string, number]>(
    'INSERT INTO paid_back_sales (sale, at_ms) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const open = database.prepare<[GuildId], GrantRow>(
    `SELECT ${fields} FROM grants WHERE guild_id = ? AND (available > 0 OR reserved > 0)
     ${CONSUMED_IN_ORDER}`,
  );
  const upcoming = database.prepare<[GuildId], GrantRow>(
    `SELECT ${fields} FROM grants WHERE guild_id = ? AND last_draw = 0
     ORDER BY effective_at_ms, number`,
  );
  const pending = database.prepare<[GuildId, number], GrantRow>(
    `SELECT ${fields} FROM grants WHERE guild_id = ? AND last_draw = 0 AND effective_at_ms <= ?
     ORDER BY effective_at_ms, number`,
  );
  const nextChange = database
    .prepare<[{ guildId: GuildId }], number | null>(
      `SELECT min(at_ms) FROM (
         SELECT expires_at_ms AS at_ms FROM grants
           WHERE guild_id = @guildId AND (available > 0 OR reserved > 0) AND kind <> 'monthly'
         UNION ALL SELECT effective_at_ms FROM grants WHERE guild_id = @guildId AND last_draw = 0)`,
    )
    .pluck();
  const reservedBy = database.prepare<[string], Draw>(
    `SELECT ${fieldsOf(draws)} FROM draws WHERE entry_key = ? ORDER BY number`,
  );
  const insertDraw = database.prepare<[Draw & { entryKey: string }]>(
    `INSERT INTO draws (entry_key, grant_number, available_delta, reserved_delta, spent_delta)
     VALUES (@entryKey, @grantNumber, @availableDelta, @reservedDelta, @spentDelta)`,
  );
  const insertEntry = database.prepare<[Entry]>(
    `INSERT INTO entries (guild_id, kind, job_id, key, available_delta, reserved_delta, spent_delta, reason, author, at_ms)
     VALUES (@guildId, @kind, @jobId, @key, @availableDelta, @reservedDelta, @spentDelta, @reason, @author, @atMs)`,
  );

  return {
    insert: (grant) => {
      const row = insert.get(grant);
      if (row === undefined) throw new Error('an inserted grant is returned');
      return row;
    },
    byKey: (key) => byKey.get(key) ?? null,
    byNumber: (number) => byNumber.get(number) ?? null,
    ofSale: (sale) => ofSale.all(sale),
    isPaidBack: (sale) => paidBack.get(sale) !== undefined,
    notePaidBack: (sale, atMs) => {
      notePaidBack.run(sale, atMs);
    },
    open: (guildId) => open.all(guildId),
    upcoming: (guildId) => upcoming.all(guildId),
    pending: (guildId, nowMs) => pending.all(guildId, nowMs),
    nextChangeAtMs: (guildId) => nextChange.get({ guildId }) ?? null,
    reservedBy: (jobId) => reservedBy.all(`reserve:${jobId}`),
    book: (booking, moved) => {
      const sums = { availableDelta: 0, reservedDelta: 0, spentDelta: 0 };
      for (const draw of moved) {
        insertDraw.run({ ...draw, entryKey: booking.key });
        sums.availableDelta += draw.availableDelta;
        sums.reservedDelta += draw.reservedDelta;
        sums.spentDelta += draw.spentDelta;
      }
      insertEntry.run({ ...booking, ...sums });
    },
  };
}

/** A grant as people outside the store see it. */
export function grantFromRow({
  key: _,
  lastDraw: __,
  createdAtMs: ___,
  sale: ____,
  ...grant
}: GrantRow): Grant {
  return grant;
}

/** Credits taken from open grants, in their order; throws when they do not hold so much. */
export function drawn(
  open: readonly GrantRow[],
  credits: number,
): readonly (readonly [GrantRow, number])[] {
  let rest = credits;
  const parts = open.flatMap((grant): readonly (readonly [GrantRow, number])[] => {
    const taken = Math.min(rest, grant.available);
    rest -= taken;
    return taken > 0 ? [[grant, taken]] : [];
  });
  if (rest > 0) throw new Error(`the grants lack ${rest} of ${credits} credits`);
  return parts;
}

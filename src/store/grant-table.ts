/**
 * Grants and draws from them. Decides the order in which credits are consumed and writes bookings: the draws first,
 * then the entry that must be their sum. Triggers update grants and account; nothing here does.
 */
import type { Entry, Grant } from '#domain/credits.ts';
import type { GuildId, JobId } from '#domain/ids.ts';
import { draws, grants } from './schema/ledger.ts';
import { fieldsOf } from './sql-text.ts';
import { statement, type Work } from './statement.ts';

/** A row of the grants table. */
export type GrantRow = typeof grants.$inferSelect;

/** The columns of a grant that credits are drawn by. */
export type OpenGrant = Pick<GrantRow, 'number' | 'kind' | 'available' | 'expiresAtMs'>;

/** The part of a booking in one grant. */
export type Draw = Pick<
  typeof draws.$inferSelect,
  'grantNumber' | 'availableDelta' | 'reservedDelta' | 'spentDelta'
>;

/** An entry without its sums, which follow from its draws. */
export type Booking = Omit<Entry, 'availableDelta' | 'reservedDelta' | 'spentDelta'>;

/** A grant to insert. */
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

type ByGuild = { readonly guildId: GuildId };

const fields = fieldsOf(grants);
const insert = statement<NewGrant, GrantRow>(
  `INSERT INTO grants (guild_id, kind, key, amount, period, effective_at_ms, expires_at_ms, reason,
     author, sale, created_at_ms, available, reserved, spent, last_draw)
   VALUES (@guildId, @kind, @key, @amount, @period, @effectiveAtMs, @expiresAtMs, @reason, @author,
     @sale, @createdAtMs, 0, 0, 0, 0) RETURNING ${fields}`,
);
const byKey = statement<{ readonly key: string }, GrantRow>(
  `SELECT ${fields} FROM grants WHERE key = @key`,
);
const byNumber = statement<{ readonly number: number }, GrantRow>(
  `SELECT ${fields} FROM grants WHERE number = @number`,
);
const ofSale = statement<{ readonly sale: string }, GrantRow>(
  `SELECT ${fields} FROM grants WHERE sale = @sale`,
);
const paidBack = statement<{ readonly sale: string }, { readonly sale: string }>(
  'SELECT sale FROM paid_back_sales WHERE sale = @sale',
);
const insertPaidBack = statement<{ readonly sale: string; readonly atMs: number }>(
  'INSERT INTO paid_back_sales (sale, at_ms) VALUES (@sale, @atMs) ON CONFLICT DO NOTHING',
);
const open = statement<ByGuild, GrantRow>(
  `SELECT ${fields} FROM grants WHERE guild_id = @guildId AND (available > 0 OR reserved > 0)`,
);
const notBegun = statement<ByGuild, GrantRow>(
  `SELECT ${fields} FROM grants WHERE guild_id = @guildId AND last_draw = 0`,
);
const nextChange = statement<ByGuild, { readonly atMs: number | null }>(
  `SELECT min(at_ms) AS "atMs" FROM (
     SELECT expires_at_ms AS at_ms FROM grants
       WHERE guild_id = @guildId AND (available > 0 OR reserved > 0) AND kind <> 'monthly'
     UNION ALL SELECT effective_at_ms FROM grants WHERE guild_id = @guildId AND last_draw = 0) AS changes`,
);
const reserved = statement<{ readonly key: string }, Draw & { readonly number: number }>(
  `SELECT ${fieldsOf(draws)} FROM draws WHERE entry_key = @key`,
);
const insertDraw = statement<Draw & { readonly entryKey: string }>(
  `INSERT INTO draws (entry_key, grant_number, available_delta, reserved_delta, spent_delta)
   VALUES (@entryKey, @grantNumber, @availableDelta, @reservedDelta, @spentDelta)`,
);
const insertEntry = statement<Entry>(
  `INSERT INTO entries (guild_id, kind, job_id, key, available_delta, reserved_delta, spent_delta, reason, author, at_ms)
   VALUES (@guildId, @kind, @jobId, @key, @availableDelta, @reservedDelta, @spentDelta, @reason, @author, @atMs)`,
);

/** Inserts a grant and returns it with its number. */
export function* insertGrant(grant: NewGrant): Work<GrantRow> {
  const row = yield* insert.first(grant);
  if (row === null) throw new Error('the inserted grant was not returned');
  return row;
}

/** The grant with the key. */
export function* grantByKey(key: string): Work<GrantRow | null> {
  return yield* byKey.first({ key });
}

/** The grant with the number. */
export function* grantByNumber(number: number): Work<GrantRow | null> {
  return yield* byNumber.first({ number });
}

/** All grants of one sale, by period. */
export function* grantsOfSale(sale: string): Work<readonly GrantRow[]> {
  return (yield* ofSale.all({ sale })).toSorted((one, other) => one.number - other.number);
}

/** Whether the sale was refunded, perhaps before it was booked. */
export function* isPaidBack(sale: string): Work<boolean> {
  return (yield* paidBack.first({ sale })) !== null;
}

/** Records the sale as refunded; idempotent. */
export function* notePaidBack(sale: string, atMs: number): Work<void> {
  yield* insertPaidBack.run({ sale, atMs });
}

/** Grants with remaining credits, in the order of consumption. */
export function* openGrants(guildId: GuildId): Work<readonly GrantRow[]> {
  // Sorted here, since a server has few grants and SQLite's sorter takes 0.2 ms.
  return (yield* open.all({ guildId })).toSorted(inOrderOfUse);
}

/** Grants that were never booked, earliest first. */
export function* upcomingGrants(guildId: GuildId): Work<readonly GrantRow[]> {
  return (yield* notBegun.all({ guildId })).toSorted(
    (one, other) => one.effectiveAtMs - other.effectiveAtMs || one.number - other.number,
  );
}

/** Grants that are due to be booked. */
export function* pendingGrants(guildId: GuildId, nowMs: number): Work<readonly GrantRow[]> {
  return (yield* upcomingGrants(guildId)).filter(({ effectiveAtMs }) => effectiveAtMs <= nowMs);
}

/** The next time a grant begins or expires, monthly ones excluded. */
export function* nextGrantChangeAtMs(guildId: GuildId): Work<number | null> {
  return (yield* nextChange.first({ guildId }))?.atMs ?? null;
}

/** The draws of the job's reservation, in order. */
export function* reservedBy(jobId: JobId): Work<readonly Draw[]> {
  const rows = yield* reserved.all({ key: `reserve:${jobId}` });
  return rows.toSorted((one, other) => one.number - other.number);
}

/** Writes a booking: its draws, and the entry that is their sum. */
export function* book(booking: Booking, moved: readonly Draw[]): Work<void> {
  const sums = { availableDelta: 0, reservedDelta: 0, spentDelta: 0 };
  for (const draw of moved) {
    yield* insertDraw.run({ ...draw, entryKey: booking.key });
    sums.availableDelta += draw.availableDelta;
    sums.reservedDelta += draw.reservedDelta;
    sums.spentDelta += draw.spentDelta;
  }
  yield* insertEntry.run({ ...booking, ...sums });
}

const KINDS_IN_ORDER: readonly GrantRow['kind'][] = ['monthly', 'gift', 'top-up', 'purchase'];

/** Soonest to expire first, then unpaid kinds, then by number. */
function inOrderOfUse(one: OpenGrant, other: OpenGrant): number {
  const endOf = ({ expiresAtMs }: OpenGrant) => expiresAtMs ?? Number.MAX_SAFE_INTEGER;
  return (
    endOf(one) - endOf(other) ||
    KINDS_IN_ORDER.indexOf(one.kind) - KINDS_IN_ORDER.indexOf(other.kind) ||
    one.number - other.number
  );
}

/** Converts a row to a grant. */
export function grantFromRow({
  key: _,
  lastDraw: __,
  createdAtMs: ___,
  sale: ____,
  ...grant
}: GrantRow): Grant {
  return grant;
}

/** Takes credits from open grants, in order; throws if they have too few. */
export function drawn(
  open: readonly OpenGrant[],
  credits: number,
): readonly (readonly [OpenGrant, number])[] {
  let rest = credits;
  const parts = open.flatMap((grant): readonly (readonly [OpenGrant, number])[] => {
    const taken = Math.min(rest, grant.available);
    rest -= taken;
    return taken > 0 ? [[grant, taken]] : [];
  });
  if (rest > 0) throw new Error(`the grants lack ${rest} of ${credits} credits`);
  return parts;
}

/**
 * Makes an account's due bookings: a new period's quota, and grants that begin or expire. Everything follows from the
 * given time, so that nothing has to run at the month's end and a long pause is caught up at once. If the clock was set
 * back, the stored period is later and nothing is granted.
 */
import type { GuildId } from '#domain/ids.ts';
import { type Period, periodAt } from '#domain/period.ts';
import type { QuotaTerms } from '#domain/quota.ts';
import {
  book,
  type GrantRow,
  insertGrant,
  type NewGrant,
  nextGrantChangeAtMs,
  openGrants,
  pendingGrants,
} from './grant-table.ts';
import { accounts } from './schema/ledger.ts';
import { fieldsOf } from './sql-text.ts';
import { statement, type Work } from './statement.ts';

/** A row of the accounts table. */
export type AccountRow = typeof accounts.$inferSelect;

type ByGuild = { readonly guildId: GuildId };

const find = statement<ByGuild, AccountRow>(
  `SELECT ${fieldsOf(accounts)} FROM accounts WHERE guild_id = @guildId`,
);
const findToChange = statement<ByGuild, AccountRow>(
  `SELECT ${fieldsOf(accounts)} FROM accounts WHERE guild_id = @guildId FOR NO KEY UPDATE`,
);
const open = statement<ByGuild>(
  `INSERT INTO accounts (guild_id, available, reserved, spent, period, quota, last_entry)
   VALUES (@guildId, 0, 0, 0, '', 0, 0) ON CONFLICT DO NOTHING`,
);
const noteQuota = statement<Pick<AccountRow, 'guildId' | 'period' | 'quota'>>(
  'UPDATE accounts SET period = @period, quota = @quota WHERE guild_id = @guildId',
);
const noteChange = statement<ByGuild & { readonly atMs: number | null }>(
  'UPDATE accounts SET next_change_at_ms = @atMs WHERE guild_id = @guildId',
);

/** The account, if any, locked until this transaction ends. */
export function* accountToChange(guildId: GuildId): Work<AccountRow | null> {
  return yield* findToChange.first({ guildId });
}

function* openedAccount(guildId: GuildId): Work<AccountRow> {
  yield* open.run({ guildId });
  return yield* existingAccount(guildId);
}

function* existingAccount(guildId: GuildId): Work<AccountRow> {
  const row = yield* accountToChange(guildId);
  if (row === null) throw new Error('the account is missing');
  return row;
}

/** The account if nothing is due to be booked, else null. */
export function* currentAccount(
  guildId: GuildId,
  terms: QuotaTerms,
  nowMs: number,
): Work<AccountRow | null> {
  const row = yield* find.first({ guildId });
  if (row === null || !isRenewed(row, periodAt(nowMs, terms), terms)) return null;
  return row.nextChangeAtMs !== null && row.nextChangeAtMs <= nowMs ? null : row;
}

/**
 * The account after all due bookings; opened if there is none. `known` is the result of `accountToChange` in this
 * transaction, returned unchanged if nothing was due.
 */
export function* renewAccount(
  guildId: GuildId,
  terms: QuotaTerms,
  nowMs: number,
  known?: AccountRow | null,
): Work<AccountRow> {
  const row =
    (known === undefined ? yield* accountToChange(guildId) : known) ??
    (yield* openedAccount(guildId));
  const period = periodAt(nowMs, terms);
  const renewed = isRenewed(row, period, terms);
  const changed = row.nextChangeAtMs !== null && row.nextChangeAtMs <= nowMs;
  if (renewed && !changed) return row;
  for (const grant of yield* pendingGrants(guildId, nowMs)) yield* give(grant, nowMs);
  for (const grant of yield* openGrants(guildId)) {
    if (isOver(grant, row.period, nowMs)) yield* expire(grant, nowMs);
  }
  if (!renewed) {
    yield* grantMonth(row, period, terms, nowMs);
    yield* noteQuota.run({ guildId, period: period.label, quota: terms.monthlyCredits });
  }
  yield* noteNextChange(guildId);
  return yield* existingAccount(guildId);
}

/** Books the grant. */
export function* give(grant: GrantRow, atMs: number): Work<void> {
  const { guildId, key, reason, author, number, amount } = grant;
  const draw = { grantNumber: number, availableDelta: amount, reservedDelta: 0, spentDelta: 0 };
  yield* book({ guildId, kind: 'grant', jobId: null, key, reason, author, atMs }, [draw]);
}

/** Books the expiry of a grant's available credits, if any. */
export function* expire(grant: GrantRow, atMs: number): Work<void> {
  const { guildId, number, available, lastDraw, reason } = grant;
  if (available === 0) return;
  // The last draw makes the key unique: after a refund a grant may expire again.
  const key = `expire:${number}:${lastDraw}`;
  const booking = { guildId, kind: 'expire', jobId: null, key, reason, author: null } as const;
  const draw = { grantNumber: number, availableDelta: -available } as const;
  yield* book({ ...booking, atMs }, [{ ...draw, reservedDelta: 0, spentDelta: 0 }]);
}

/** Saves when a grant of the server begins or expires next. */
export function* noteNextChange(guildId: GuildId): Work<void> {
  yield* noteChange.run({ guildId, atMs: yield* nextGrantChangeAtMs(guildId) });
}

function* grantMonth(
  row: AccountRow,
  period: Period,
  terms: QuotaTerms,
  nowMs: number,
): Work<void> {
  const monthly = monthlyGrants(row.guildId, period, nowMs);
  if (row.period === period.label) {
    const added = terms.monthlyCredits - row.quota;
    // A unique key: within a period the quota only rises.
    const raise = monthly(`:${terms.monthlyCredits}`, added, 'quota');
    yield* give(yield* insertGrant(raise), nowMs);
    return;
  }
  const over = (yield* openGrants(row.guildId)).filter(({ kind }) => kind === 'monthly');
  for (const grant of over) yield* expire(grant, nowMs);
  const left = over.reduce((sum, { available }) => sum + available, 0);
  const carried = Math.min(left, terms.rolloverCredits);
  if (carried > 0) {
    yield* give(yield* insertGrant(monthly(':rollover', carried, 'carried over into')), nowMs);
  }
  if (terms.monthlyCredits > 0) {
    yield* give(yield* insertGrant(monthly('', terms.monthlyCredits, 'quota')), nowMs);
  }
}

/**
 * Whether a grant has expired. A quota lasts until the next one is granted, regardless of its expected end: a server
 * whose anchor day was moved is never left without.
 */
export function isOver(
  { kind, period, expiresAtMs }: GrantRow,
  accountPeriod: string,
  nowMs: number,
): boolean {
  if (kind === 'monthly') return period !== null && period < accountPeriod;
  return expiresAtMs !== null && expiresAtMs <= nowMs;
}

/** A quota raised within the period is topped up at once; a lowered one applies from the next period. */
function isRenewed(row: AccountRow, { label }: Period, { monthlyCredits }: QuotaTerms): boolean {
  return row.period > label || (row.period === label && row.quota >= monthlyCredits);
}

function monthlyGrants(guildId: GuildId, period: Period, nowMs: number) {
  return (suffix: string, amount: number, words: 'quota' | 'carried over into'): NewGrant => ({
    guildId,
    kind: 'monthly',
    key: `grant:${guildId}:${period.label}${suffix}`,
    amount,
    period: period.label,
    effectiveAtMs: period.startsAtMs,
    expiresAtMs: period.endsAtMs,
    reason: words === 'quota' ? `quota of ${period.label}` : `${words} ${period.label}`,
    author: null,
    sale: null,
    createdAtMs: nowMs,
  });
}

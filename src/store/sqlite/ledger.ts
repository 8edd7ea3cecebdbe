/**
 * Books credits. Every change is an entry; triggers move the account and refuse what does not add
 * up, so that this file decides only which entries there are. It runs inside the caller's
 * transaction and never looks at a clock.
 */
import type { Database } from 'better-sqlite3';
import { type Account, type Entry, periodOf } from '#domain/credits.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { LedgerEffect } from '#domain/job-transitions.ts';
import { accounts, entries } from './schema-ledger.ts';
import { fieldsOf } from './sql-text.ts';

type AccountRow = typeof accounts.$inferSelect;

export type Ledger = {
  /** The account if this month's quota is granted already; null where that must be done first. */
  current(guildId: GuildId, monthlyCredits: number, nowMs: number): Account | null;
  /** The account after this month's quota. What was left of an earlier month expires. */
  renew(guildId: GuildId, monthlyCredits: number, nowMs: number): Account;
  reserve(job: Job): void;
  /** Settles or refunds what the job reserved; a free job has no reservation. */
  answer(job: Job, effect: LedgerEffect, nowMs: number): void;
  newest(guildId: GuildId, limit: number): readonly Entry[];
};

/** The ledger over one connection. */
export function createLedger(database: Database): Ledger {
  const find = database.prepare<[GuildId], AccountRow>(
    `SELECT ${fieldsOf(accounts)} FROM accounts WHERE guild_id = ?`,
  );
  const open = database.prepare<[GuildId]>(
    `INSERT INTO accounts (guild_id, available, reserved, spent, period, quota, last_entry)
     VALUES (?, 0, 0, 0, '', 0, 0)`,
  );
  const book = database.prepare<[Entry]>(
    `INSERT INTO entries (guild_id, kind, job_id, key, available_delta, reserved_delta, spent_delta, reason, at_ms)
     VALUES (@guildId, @kind, @jobId, @key, @availableDelta, @reservedDelta, @spentDelta, @reason, @atMs)`,
  );
  const noteQuota = database.prepare<[Pick<AccountRow, 'guildId' | 'period' | 'quota'>]>(
    'UPDATE accounts SET period = @period, quota = @quota WHERE guild_id = @guildId',
  );
  const newest = database.prepare<[GuildId, number], typeof entries.$inferSelect>(
    `SELECT ${fieldsOf(entries)} FROM entries WHERE guild_id = ? ORDER BY number DESC LIMIT ?`,
  );

  const openAccount = (guildId: GuildId): AccountRow => {
    open.run(guildId);
    return { guildId, ...ZEROS, period: '', quota: 0, lastEntry: 0 };
  };

  return {
    current: (guildId, monthlyCredits, nowMs) => {
      const row = find.get(guildId);
      return row !== undefined && isRenewed(row, monthlyCredits, nowMs) ? accountOf(row) : null;
    },
    renew: (guildId, monthlyCredits, nowMs) => {
      const row = find.get(guildId) ?? openAccount(guildId);
      if (isRenewed(row, monthlyCredits, nowMs)) return accountOf(row);
      const bookings = renewal(row, monthlyCredits, nowMs);
      for (const entry of bookings) book.run(entry);
      const period = periodOf(nowMs);
      noteQuota.run({ guildId, period, quota: monthlyCredits });
      const moved = bookings.reduce((sum, { availableDelta }) => sum + availableDelta, 0);
      return { ...accountOf(row), available: row.available + moved, period };
    },
    reserve: (job) => {
      const credits = job.priceCredits;
      if (credits === 0) return;
      const deltas = { availableDelta: -credits, reservedDelta: credits, spentDelta: 0 };
      book.run({ ...bookingOf(job, 'reserve', job.createdAtMs), ...deltas });
    },
    answer: (job, effect, nowMs) => {
      const credits = job.priceCredits;
      if (credits === 0) return;
      const [availableDelta, spentDelta] = effect === 'settle' ? [0, credits] : [credits, 0];
      const deltas = { availableDelta, reservedDelta: -credits, spentDelta };
      book.run({ ...bookingOf(job, effect, nowMs), ...deltas });
    },
    newest: (guildId, limit) => newest.all(guildId, limit).map(({ number: _, ...entry }) => entry),
  };
}

const ZEROS = { available: 0, reserved: 0, spent: 0 } as const;

/**
 * A clock that went back finds a later month than its own, and grants nothing. A quota that was
 * raised within the month is topped up at once; one that was lowered holds from the next month.
 */
function isRenewed(row: AccountRow, monthlyCredits: number, nowMs: number): boolean {
  const period = periodOf(nowMs);
  return row.period > period || (row.period === period && row.quota >= monthlyCredits);
}

function renewal(row: AccountRow, monthlyCredits: number, nowMs: number): readonly Entry[] {
  const { guildId } = row;
  const period = periodOf(nowMs);
  const same = { guildId, jobId: null, reservedDelta: 0, spentDelta: 0, atMs: nowMs } as const;
  const grant = { ...same, kind: 'grant', reason: `quota of ${period}` } as const;
  const key = `grant:${guildId}:${period}`;
  if (row.period === period) {
    const added = monthlyCredits - row.quota;
    return [{ ...grant, key: `${key}:${monthlyCredits}`, availableDelta: added }];
  }
  const expire = {
    ...same,
    kind: 'expire',
    key: `expire:${guildId}:${row.period}`,
    availableDelta: -row.available,
    reason: `left of ${row.period}`,
  } as const;
  const both = [expire, { ...grant, key, availableDelta: monthlyCredits }];
  return both.filter(({ availableDelta }) => availableDelta !== 0);
}

function bookingOf(job: Job, kind: 'reserve' | LedgerEffect, atMs: number) {
  const { guildId } = job.origin;
  const reason = job.request.action;
  return { guildId, kind, jobId: job.id, key: `${kind}:${job.id}`, reason, atMs };
}

function accountOf({ guildId, available, reserved, spent, period }: AccountRow): Account {
  return { guildId, available, reserved, spent, period };
}

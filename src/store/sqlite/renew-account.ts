/**
 * Brings an account to the present: a new period's quota, grants whose moment has come, and grants
 * whose time is over. Everything follows from the moment given, so that nothing has to run at the
 * month's end and a long silence is caught up with in one go. A clock that went back finds a later
 * period than its own and grants nothing.
 */
import type { Database } from 'better-sqlite3';
import type { GuildId } from '#domain/ids.ts';
import { type Period, periodAt } from '#domain/period.ts';
import type { QuotaTerms } from '#domain/quota.ts';
import type { GrantRow, GrantTable, NewGrant } from './grant-table.ts';
import { accounts } from './schema-ledger.ts';
import { fieldsOf } from './sql-text.ts';

export type AccountRow = typeof accounts.$inferSelect;

export type AccountTable = {
  find(guildId: GuildId): AccountRow | null;
  /** The account as it is now, if nothing has to be booked first; else null. */
  current(guildId: GuildId, terms: QuotaTerms, nowMs: number): AccountRow | null;
  /** The account after everything that is due was booked; opened where there is none. */
  renew(guildId: GuildId, terms: QuotaTerms, nowMs: number): AccountRow;
  /** Books the grant, and remembers when it ends. */
  give(grant: GrantRow, nowMs: number): void;
  /** Books that what a grant holds free has expired; does nothing where that is nothing. */
  expire(grant: GrantRow, nowMs: number): void;
  noteNextChange(guildId: GuildId): void;
};

/** The accounts over one connection. */
export function createAccountTable(database: Database, grantTable: GrantTable): AccountTable {
  const find = database.prepare<[GuildId], AccountRow>(
    `SELECT ${fieldsOf(accounts)} FROM accounts WHERE guild_id = ?`,
  );
  const open = database.prepare<[GuildId]>(
    `INSERT INTO accounts (guild_id, available, reserved, spent, period, quota, last_entry)
     VALUES (?, 0, 0, 0, '', 0, 0)`,
  );
  const noteQuota = database.prepare<[Pick<AccountRow, 'guildId' | 'period' | 'quota'>]>(
    'UPDATE accounts SET period = @period, quota = @quota WHERE guild_id = @guildId',
  );
  const noteNextChange = database.prepare<[{ guildId: GuildId; atMs: number | null }]>(
    'UPDATE accounts SET next_change_at_ms = @atMs WHERE guild_id = @guildId',
  );

  const read = (guildId: GuildId): AccountRow => {
    const row = find.get(guildId);
    if (row === undefined) throw new Error('the account was opened');
    return row;
  };

  const give = (grant: GrantRow, atMs: number) => {
    const { guildId, key, reason, author, number, amount } = grant;
    const draw = { grantNumber: number, availableDelta: amount, reservedDelta: 0, spentDelta: 0 };
    grantTable.book({ guildId, kind: 'grant', jobId: null, key, reason, author, atMs }, [draw]);
  };

  const expire = (grant: GrantRow, atMs: number) => {
    const { guildId, number, available, lastDraw, reason } = grant;
    if (available === 0) return;
    // The draw before makes the key the booking's own: a refund may bring a grant to this again.
    const key = `expire:${number}:${lastDraw}`;
    const booking = { guildId, kind: 'expire', jobId: null, key, reason, author: null } as const;
    const draw = { grantNumber: number, availableDelta: -available } as const;
    grantTable.book({ ...booking, atMs }, [{ ...draw, reservedDelta: 0, spentDelta: 0 }]);
  };

  const giveMonth = (row: AccountRow, period: Period, terms: QuotaTerms, nowMs: number) => {
    const monthly = monthlyGrants(row.guildId, period, nowMs);
    if (row.period === period.label) {
      const added = terms.monthlyCredits - row.quota;
      // The same quota is reached once in a period: it only rises.
      give(grantTable.insert(monthly(`:${terms.monthlyCredits}`, added, 'quota')), nowMs);
      return;
    }
    const over = grantTable.open(row.guildId).filter(({ kind }) => kind === 'monthly');
    for (const grant of over) expire(grant, nowMs);
    const left = over.reduce((sum, { available }) => sum + available, 0);
    const carried = Math.min(left, terms.rolloverCredits);
    if (carried > 0) {
      give(grantTable.insert(monthly(':rollover', carried, 'carried over into')), nowMs);
    }
    if (terms.monthlyCredits > 0) {
      give(grantTable.insert(monthly('', terms.monthlyCredits, 'quota')), nowMs);
    }
  };

  return {
    find: (guildId) => find.get(guildId) ?? null,
    current: (guildId, terms, nowMs) => {
      const row = find.get(guildId);
      if (row === undefined || !isRenewed(row, periodAt(nowMs, terms), terms)) return null;
      return row.nextChangeAtMs !== null && row.nextChangeAtMs <= nowMs ? null : row;
    },
    renew: (guildId, terms, nowMs) => {
      if (find.get(guildId) === undefined) open.run(guildId);
      const row = read(guildId);
      const period = periodAt(nowMs, terms);
      const renewed = isRenewed(row, period, terms);
      const changed = row.nextChangeAtMs !== null && row.nextChangeAtMs <= nowMs;
      if (renewed && !changed) return row;
      for (const grant of grantTable.pending(guildId, nowMs)) give(grant, nowMs);
      for (const grant of grantTable.open(guildId)) {
        if (isOver(grant, row.period, nowMs)) expire(grant, nowMs);
      }
      if (!renewed) {
        giveMonth(row, period, terms, nowMs);
        noteQuota.run({ guildId, period: period.label, quota: terms.monthlyCredits });
      }
      noteNextChange.run({ guildId, atMs: grantTable.nextChangeAtMs(guildId) });
      return read(guildId);
    },
    give,
    expire,
    noteNextChange: (guildId) => {
      noteNextChange.run({ guildId, atMs: grantTable.nextChangeAtMs(guildId) });
    },
  };
}

/**
 * Whether a grant's time is over. A quota lasts until the next one is granted, whatever its end
 * was thought to be: a server whose anchor day was moved is never left without.
 */
export function isOver(
  { kind, period, expiresAtMs }: GrantRow,
  accountPeriod: string,
  nowMs: number,
): boolean {
  if (kind === 'monthly') return period !== null && period < accountPeriod;
  return expiresAtMs !== null && expiresAtMs <= nowMs;
}

/**
 * A quota that was raised within the period is topped up at once, one that was lowered holds from
 * the next.
 */
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

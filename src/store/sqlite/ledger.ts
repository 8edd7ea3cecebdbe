/**
 * Books credits. Every change is an entry with its draws; triggers move grants and account and
 * refuse what does not add up, so that this file decides only which bookings there are. It runs
 * inside the caller's transaction and never looks at a clock.
 */
import type { Database } from 'better-sqlite3';
import type { Account, Grant, NumberedEntry } from '#domain/credits.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { LedgerEffect } from '#domain/job-transitions.ts';
import type { QuotaTerms } from '#domain/quota.ts';
import type { AdjustmentDraft, BookingOutcome, GrantDraft, SaleEnd } from '#ports/credit-store.ts';
import { createGrantTable, type Draw, drawn, grantFromRow, type NewGrant } from './grant-table.ts';
import { type AccountRow, createAccountTable, isOver } from './renew-account.ts';
import { accounts, entries } from './schema-ledger.ts';
import { fieldsOf } from './sql-text.ts';

export type Ledger = {
  /** The account if nothing has to be booked first; null where that must be done. */
  current(guildId: GuildId, terms: QuotaTerms, nowMs: number): Account | null;
  /** The account after this period's quota. What was left of an earlier one expires. */
  renew(guildId: GuildId, terms: QuotaTerms, nowMs: number): Account & { readonly quota: number };
  reserve(job: Job): void;
  /**
   * Settles or refunds what the job reserved; a free job has no reservation. What comes back to a
   * grant whose time is over expires at once.
   */
  answer(
    job: Job,
    effect: LedgerEffect,
    answer: { readonly nowMs: number; readonly settleCredits: number | undefined },
  ): void;
  grant(draft: GrantDraft, terms: QuotaTerms, nowMs: number): BookingOutcome;
  adjust(draft: AdjustmentDraft, terms: QuotaTerms, nowMs: number): BookingOutcome;
  endSale(sale: string, end: SaleEnd): { readonly taken: number };
  open(guildId: GuildId): readonly Grant[];
  entriesBefore(guildId: GuildId, before: number | null, limit: number): readonly NumberedEntry[];
  accountsAfter(guildId: GuildId | null, limit: number): readonly Account[];
};

/** The ledger over one connection. */
export function createLedger(database: Database): Ledger {
  const grantTable = createGrantTable(database);
  const accountTable = createAccountTable(database, grantTable);
  const isBooked = database
    .prepare<[string], number>('SELECT 1 FROM entries WHERE key = ?')
    .pluck();
  const before = database.prepare<[GuildId, number, number], NumberedEntry>(
    `SELECT ${fieldsOf(entries)} FROM entries WHERE guild_id = ? AND number < ?
     ORDER BY number DESC LIMIT ?`,
  );
  const after = database.prepare<[string, number], AccountRow>(
    `SELECT ${fieldsOf(accounts)} FROM accounts WHERE guild_id > ? ORDER BY guild_id LIMIT ?`,
  );

  const expireWhatIsOver = (draws: readonly Draw[], guildId: GuildId, nowMs: number) => {
    const period = accountTable.find(guildId)?.period ?? '';
    for (const { grantNumber, availableDelta } of draws) {
      const grant = availableDelta > 0 ? grantTable.byNumber(grantNumber) : null;
      if (grant === null) continue;
      const isPaidBack = grant.sale !== null && grantTable.isPaidBack(grant.sale);
      if (isPaidBack || isOver(grant, period, nowMs)) accountTable.expire(grant, nowMs);
    }
  };

  return {
    current: (guildId, terms, nowMs) => {
      const row = accountTable.current(guildId, terms, nowMs);
      return row === null ? null : accountOf(row);
    },
    renew: (guildId, terms, nowMs) => {
      const row = accountTable.renew(guildId, terms, nowMs);
      return { ...accountOf(row), quota: row.quota };
    },
    reserve: (job) => {
      if (job.priceCredits === 0) return;
      const parts = drawn(grantTable.open(job.origin.guildId), job.priceCredits);
      const draws = parts.map(([{ number }, credits]) => ({
        grantNumber: number,
        availableDelta: -credits,
        reservedDelta: credits,
        spentDelta: 0,
      }));
      grantTable.book(bookingOf(job, 'reserve', job.createdAtMs), draws);
    },
    answer: (job, effect, { nowMs, settleCredits = job.priceCredits }) => {
      if (job.priceCredits === 0) return;
      if (settleCredits < 0 || settleCredits > job.priceCredits) {
        throw new RangeError('a job costs at most what was reserved for it');
      }
      let unpaid = effect === 'settle' ? settleCredits : 0;
      // What was drawn first expires first, so that it is spent first and the rest comes back.
      const draws = grantTable.reservedBy(job.id).map(({ grantNumber, reservedDelta }) => {
        const spentDelta = Math.min(unpaid, reservedDelta);
        unpaid -= spentDelta;
        const availableDelta = reservedDelta - spentDelta;
        return { grantNumber, availableDelta, reservedDelta: -reservedDelta, spentDelta };
      });
      grantTable.book(bookingOf(job, effect, nowMs), draws);
      if (draws.some(({ availableDelta }) => availableDelta > 0)) {
        expireWhatIsOver(draws, job.origin.guildId, nowMs);
      }
    },
    grant: (draft, terms, nowMs) => {
      accountTable.renew(draft.guildId, terms, nowMs);
      const { sale = null } = draft;
      const isOnce = grantTable.byKey(draft.key) === null;
      // Events come in any order: what was paid back before it was booked is never given.
      const isNew = isOnce && (sale === null || !grantTable.isPaidBack(sale));
      if (isNew) {
        const grant = grantTable.insert({ ...draft, sale, period: null, createdAtMs: nowMs });
        if (grant.effectiveAtMs <= nowMs) accountTable.give(grant, nowMs);
        accountTable.noteNextChange(draft.guildId);
      }
      const account = accountOf(accountTable.renew(draft.guildId, terms, nowMs));
      return { kind: isNew ? 'booked' : 'duplicate', account };
    },
    adjust: (draft, terms, nowMs) => {
      const { guildId, amount, key, reason, author } = draft;
      const account = accountOf(accountTable.renew(guildId, terms, nowMs));
      if (isBooked.get(key) !== undefined) return { kind: 'duplicate', account };
      if (account.available + amount < 0) return { kind: 'not-enough', account };
      const booking = { guildId, kind: 'adjust', jobId: null, key, reason, author } as const;
      const parts =
        amount < 0
          ? drawn(grantTable.open(guildId), -amount).map(
              ([grant, taken]) => [grant, -taken] as const,
            )
          : [
              [
                grantTable.insert(lasting({ guildId, key, amount, reason, author }, nowMs)),
                amount,
              ] as const,
            ];
      const draws = parts.map(([{ number }, availableDelta]) => ({
        grantNumber: number,
        availableDelta,
        reservedDelta: 0,
        spentDelta: 0,
      }));
      grantTable.book({ ...booking, atMs: nowMs }, draws);
      return { kind: 'booked', account: { ...account, available: account.available + amount } };
    },
    endSale: (sale, { author, reason, atMs, isPaidBack }) => {
      if (isPaidBack) grantTable.notePaidBack(sale, atMs);
      let taken = 0;
      for (const { key, guildId, number, available, lastDraw } of grantTable.ofSale(sale)) {
        if (available === 0) continue;
        // The draw before makes the key the booking's own, as for what expires.
        const by = { jobId: null, key: `end:${key}:${lastDraw}`, reason, author, atMs } as const;
        const draw = { grantNumber: number, availableDelta: -available };
        grantTable.book({ guildId, kind: 'adjust', ...by }, [
          { ...draw, reservedDelta: 0, spentDelta: 0 },
        ]);
        taken += available;
      }
      return { taken };
    },
    open: (guildId) =>
      [...grantTable.open(guildId), ...grantTable.upcoming(guildId)].map(grantFromRow),
    entriesBefore: (guildId, number, limit) =>
      before.all(guildId, number ?? Number.MAX_SAFE_INTEGER, limit),
    accountsAfter: (guildId, limit) => after.all(guildId ?? '', limit).map(accountOf),
  };
}

/** What an adjustment adds does not expire. */
function lasting(draft: AdjustmentDraft, nowMs: number): NewGrant {
  const moments = { effectiveAtMs: nowMs, expiresAtMs: null, createdAtMs: nowMs };
  return { ...draft, ...moments, kind: 'gift', period: null, sale: null };
}

function bookingOf(job: Job, kind: 'reserve' | LedgerEffect, atMs: number) {
  const { guildId } = job.origin;
  const reason = job.request.action;
  return { guildId, kind, jobId: job.id, key: `${kind}:${job.id}`, reason, author: null, atMs };
}

function accountOf({ guildId, available, reserved, spent, period }: AccountRow): Account {
  return { guildId, available, reserved, spent, period };
}

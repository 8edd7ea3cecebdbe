/**
 * Books credits. Every change is an entry with its draws; triggers update grants and account and refuse invalid sums,
 * so this file only decides which bookings to make. It runs in the caller's transaction and reads no clock.
 */
import type { Account, Grant } from '#domain/credits.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { LedgerEffect } from '#domain/job-transitions.ts';
import type { QuotaTerms } from '#domain/quota.ts';
import type { AdjustmentDraft, BookingOutcome, GrantDraft, SaleEnd } from '#ports/credit-store.ts';
import { recordAct } from './act-table.ts';
import {
  book,
  type Draw,
  drawn,
  grantByKey,
  grantByNumber,
  grantFromRow,
  grantsOfSale,
  insertGrant,
  isPaidBack,
  type NewGrant,
  notePaidBack,
  type OpenGrant,
  openGrants,
  reservedBy,
  upcomingGrants,
} from './grant-table.ts';
import {
  type AccountRow,
  accountToChange,
  currentAccount,
  expire,
  give,
  isOver,
  noteNextChange,
  renewAccount,
} from './renew-account.ts';
import { accounts } from './schema/ledger.ts';
import { fieldsOf } from './sql-text.ts';
import { concurrently, lock, statement, type Work } from './statement.ts';

const entryByKey = statement<{ readonly key: string }, { readonly number: number }>(
  'SELECT number FROM entries WHERE key = @key',
);
const after = statement<{ readonly guildId: string; readonly most: number }, AccountRow>(
  `SELECT ${fieldsOf(accounts)} FROM accounts WHERE guild_id > @guildId ORDER BY guild_id LIMIT @most`,
);

/** The account if nothing is due to be booked, else null. */
export function* readCurrentAccount(
  guildId: GuildId,
  terms: QuotaTerms,
  nowMs: number,
): Work<Account | null> {
  const row = yield* currentAccount(guildId, terms, nowMs);
  return row === null ? null : accountOf(row);
}

/** The account after all due bookings. */
export function* renewedAccount(guildId: GuildId, terms: QuotaTerms, nowMs: number): Work<Account> {
  return accountOf(yield* renewAccount(guildId, terms, nowMs));
}

/** Reserves the job's price from its server's open grants. Writes nothing for a free job. */
export function* reserveCredits(job: Job, open: readonly OpenGrant[]): Work<void> {
  if (job.priceCredits === 0) return;
  const parts = drawn(open, job.priceCredits);
  const draws = parts.map(([{ number }, credits]) => ({
    grantNumber: number,
    availableDelta: -credits,
    reservedDelta: credits,
    spentDelta: 0,
  }));
  yield* book(bookingOf(job, 'reserve', job.createdAtMs), draws);
}

/**
 * Settles or refunds the job's reservation; a free job has none. Credits returned to an expired grant expire at once.
 * Throws `RangeError` for more than was reserved.
 */
export function* resolveReservation(
  job: Job,
  effect: LedgerEffect,
  {
    nowMs,
    settleCredits = job.priceCredits,
  }: { readonly nowMs: number; readonly settleCredits: number | undefined },
): Work<void> {
  if (job.priceCredits === 0) return;
  if (settleCredits < 0 || settleCredits > job.priceCredits) {
    throw new RangeError('a job costs at most what was reserved for it');
  }
  const [account, reserved] = yield* concurrently(
    accountToChange(job.origin.guildId),
    reservedBy(job.id),
  );
  let unpaid = effect === 'settle' ? settleCredits : 0;
  // The first draws expire first, so they are spent first.
  const draws = reserved.map(({ grantNumber, reservedDelta }) => {
    const spentDelta = Math.min(unpaid, reservedDelta);
    unpaid -= spentDelta;
    const availableDelta = reservedDelta - spentDelta;
    return { grantNumber, availableDelta, reservedDelta: -reservedDelta, spentDelta };
  });
  yield* book(bookingOf(job, effect, nowMs), draws);
  yield* expireEndedGrants(draws, account?.period ?? '', nowMs);
}

function* expireEndedGrants(draws: readonly Draw[], period: string, nowMs: number): Work<void> {
  for (const { grantNumber, availableDelta } of draws) {
    const grant = availableDelta > 0 ? yield* grantByNumber(grantNumber) : null;
    if (grant === null) continue;
    const wasPaidBack = grant.sale !== null && (yield* isPaidBack(grant.sale));
    if (wasPaidBack || isOver(grant, period, nowMs)) yield* expire(grant, nowMs);
  }
}

/** See `CreditStore.grantCredits`. */
export function* grantCredits(
  draft: GrantDraft,
  terms: QuotaTerms,
  nowMs: number,
): Work<BookingOutcome> {
  const { sale = null } = draft;
  // Else a refund at the same moment would not see this grant, nor this booking the refund.
  if (sale !== null) yield* lock(saleKey(sale));
  yield* renewAccount(draft.guildId, terms, nowMs);
  const isOnce = (yield* grantByKey(draft.key)) === null;
  // Events come in any order: a sale refunded before its booking is never given.
  const isNew = isOnce && (sale === null || !(yield* isPaidBack(sale)));
  if (isNew) {
    const grant = yield* insertGrant({ ...draft, sale, period: null, createdAtMs: nowMs });
    if (grant.effectiveAtMs <= nowMs) yield* give(grant, nowMs);
    yield* noteNextChange(draft.guildId);
    yield* recordGrant(draft, nowMs);
  }
  const account = accountOf(yield* renewAccount(draft.guildId, terms, nowMs));
  return { kind: isNew ? 'booked' : 'duplicate', account };
}

/** See `CreditStore.adjustCredits`. */
export function* adjustCredits(
  draft: AdjustmentDraft,
  terms: QuotaTerms,
  nowMs: number,
): Work<BookingOutcome> {
  const { guildId, amount, key, reason, author } = draft;
  const account = accountOf(yield* renewAccount(guildId, terms, nowMs));
  if ((yield* entryByKey.first({ key })) !== null) return { kind: 'duplicate', account };
  if (account.available + amount < 0) return { kind: 'not-enough', account };
  const parts =
    amount < 0
      ? drawn(yield* openGrants(guildId), -amount).map(([grant, taken]) => [grant, -taken] as const)
      : [[yield* insertGrant(lasting(draft, nowMs)), amount] as const];
  const draws = parts.map(([{ number }, availableDelta]) => ({
    grantNumber: number,
    availableDelta,
    reservedDelta: 0,
    spentDelta: 0,
  }));
  const booking = { guildId, kind: 'adjust', jobId: null, key, reason, author } as const;
  yield* book({ ...booking, atMs: nowMs }, draws);
  yield* recordAct(
    guildId,
    { kind: 'corrected', credits: amount, reason },
    { key, author, atMs: nowMs },
  );
  return { kind: 'booked', account: { ...account, available: account.available + amount } };
}

/** See `CreditStore.endSale`. */
export function* endSale(
  sale: string,
  { author, reason, atMs, isPaidBack: isReturned }: SaleEnd,
): Work<{ readonly taken: number }> {
  yield* lock(saleKey(sale));
  if (isReturned) yield* notePaidBack(sale, atMs);
  const guildIds = new Set((yield* grantsOfSale(sale)).map(({ guildId }) => guildId));
  for (const guildId of [...guildIds].toSorted()) yield* accountToChange(guildId);
  let taken = 0;
  // Read again under the accounts' locks.
  for (const { key, guildId, number, available, lastDraw } of yield* grantsOfSale(sale)) {
    if (available === 0) continue;
    // The last draw makes the key unique, as in `expire`.
    const by = { jobId: null, key: `end:${key}:${lastDraw}`, reason, author, atMs } as const;
    const draw = { grantNumber: number, availableDelta: -available };
    yield* book({ guildId, kind: 'adjust', ...by }, [{ ...draw, reservedDelta: 0, spentDelta: 0 }]);
    taken += available;
  }
  return { taken };
}

const saleKey = (sale: string): string => `sale:${sale}`;

/** See `CreditStore.openGrants`. */
export function* readOpenGrants(guildId: GuildId): Work<readonly Grant[]> {
  const open = yield* openGrants(guildId);
  return [...open, ...(yield* upcomingGrants(guildId))].map(grantFromRow);
}

/** Up to `most` accounts after that server, by id. */
export function* readAccountsAfter(
  guildId: GuildId | null,
  most: number,
): Work<readonly Account[]> {
  return (yield* after.all({ guildId: guildId ?? '', most })).map(accountOf);
}

/** Records an operator's grant as a decision; sales are not decisions. */
function* recordGrant(draft: GrantDraft, atMs: number): Work<void> {
  const { guildId, key, author, amount: credits, kind: grant, reason } = draft;
  if (author === null) return;
  yield* recordAct(guildId, { kind: 'granted', credits, grant, reason }, { key, author, atMs });
}

/** The grant of a positive adjustment, which does not expire. */
function lasting(draft: AdjustmentDraft, nowMs: number): NewGrant {
  const { guildId, key, amount, reason, author } = draft;
  const moments = { effectiveAtMs: nowMs, expiresAtMs: null, createdAtMs: nowMs };
  return {
    guildId,
    key,
    amount,
    reason,
    author,
    ...moments,
    kind: 'gift',
    period: null,
    sale: null,
  };
}

function bookingOf(job: Job, kind: 'reserve' | LedgerEffect, atMs: number) {
  const { guildId } = job.origin;
  const reason = job.request.action;
  return { guildId, kind, jobId: job.id, key: `${kind}:${job.id}`, reason, author: null, atMs };
}

function accountOf({ guildId, available, reserved, spent, period }: AccountRow): Account {
  return { guildId, available, reserved, spent, period };
}

/**
 * The ledger's terms. Entries are append-only; an account is the sum of its guild's entries, each
 * of its grants the sum of what entries drew from it, and both are checked to be so by the store's
 * constraints. Amounts are whole credits.
 */
import type { GuildId, JobId, UserId } from './ids.ts';

/**
 * - `grant`: credits given. `expire`: the remainder of a grant when it expired.
 * - `reserve`: held while a job runs. `settle`: the job is paid, any excess of the reservation is returned. `refund`:
 * the whole reservation is returned.
 * - `adjust`: an operator's correction, either way.
 */
export type EntryKind = 'grant' | 'expire' | 'reserve' | 'settle' | 'refund' | 'adjust';

/** One line of the ledger: how it moves the three sums of the account. */
export type Entry = {
  readonly guildId: GuildId;
  readonly kind: EntryKind;
  readonly jobId: JobId | null;
  /** The idempotency key of the booking. */
  readonly key: string;
  readonly availableDelta: number;
  readonly reservedDelta: number;
  readonly spentDelta: number;
  readonly reason: string;
  /** The person who made the decision; null for the program. */
  readonly author: string | null;
  readonly atMs: number;
};

/** An entry with its number: numbers increase and are never reused. */
export type NumberedEntry = Entry & { readonly number: number };

/** An entry for the history, with the owner of its job and the outcome of its reservation. */
export type HistoryEntry = NumberedEntry & {
  readonly jobUserId: UserId | null;
  readonly jobVisibility: 'stealth' | null;
  /** For a reservation: the amounts paid and returned. Null while the job runs, and for every other kind. */
  readonly paidCredits: number | null;
  readonly returnedCredits: number | null;
};

/** A guild's credits now. `available >= 0` and `reserved >= 0` always. */
export type Account = {
  readonly guildId: GuildId;
  readonly available: number;
  readonly reserved: number;
  /** Total settled so far. */
  readonly spent: number;
  /** The month of the last granted quota, such as `2026-11`. */
  readonly period: string;
};

/**
 * - `monthly`: the quota of one period, or credits rolled over into it; expires when the next begins.
 * - `gift`, `top-up`: given by an operator, free or for a payment outside the bot.
 * - `purchase`: sold by Discord.
 */
export type GrantKind = 'monthly' | 'gift' | 'top-up' | 'purchase';

/** One grant of credits and its current distribution; any remainder has expired. */
export type Grant = {
  readonly number: number;
  readonly guildId: GuildId;
  readonly kind: GrantKind;
  readonly amount: number;
  readonly available: number;
  readonly reserved: number;
  readonly spent: number;
  /** The period of a monthly grant; null for the others. */
  readonly period: string | null;
  readonly effectiveAtMs: number;
  /** Null: never. */
  readonly expiresAtMs: number | null;
  readonly reason: string;
  readonly author: string | null;
};

/** The upper bound of any amount, so that sums stay exact integers. */
export const CREDITS_MAX = 1_000_000_000;

/** Whether a number is a valid amount of credits. */
export function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0 && value <= CREDITS_MAX;
}

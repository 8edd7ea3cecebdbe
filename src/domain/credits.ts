/**
 * The ledger's terms. Entries are append-only; an account is the sum of its guild's entries, each
 * of its grants the sum of what entries drew from it, and both are checked to be so by the store's
 * constraints. Amounts are whole credits.
 */
import type { GuildId, JobId, UserId } from './ids.ts';

/**
 * - `grant`: credits given. `expire`: what was left of a grant when its time was over.
 * - `reserve`: held while a job runs. `settle`: the job is paid, what was held beyond its price
 *   comes back. `refund`: the hold comes back whole.
 * - `adjust`: an operator's correction, either way.
 */
export type EntryKind = 'grant' | 'expire' | 'reserve' | 'settle' | 'refund' | 'adjust';

/** One line of the ledger: how it moves the three sums of the account. */
export type Entry = {
  readonly guildId: GuildId;
  readonly kind: EntryKind;
  readonly jobId: JobId | null;
  /** Makes the booking happen once, however often it is asked for. */
  readonly key: string;
  readonly availableDelta: number;
  readonly reservedDelta: number;
  readonly spentDelta: number;
  readonly reason: string;
  /** The person who decided it; null where the program did. */
  readonly author: string | null;
  readonly atMs: number;
};

/** An entry in its place: numbers grow, and are never used again. */
export type NumberedEntry = Entry & { readonly number: number };

/** An entry as a history shows it: whose job it is about, and what became of the credits that it reserved. */
export type HistoryEntry = NumberedEntry & {
  readonly jobUserId: UserId | null;
  readonly jobVisibility: 'stealth' | null;
  /** Of a reservation: what was paid, and what came back. Null while the job runs, and for every other kind. */
  readonly paidCredits: number | null;
  readonly returnedCredits: number | null;
};

/** A guild's credits now. `available >= 0` and `reserved >= 0` always. */
export type Account = {
  readonly guildId: GuildId;
  readonly available: number;
  readonly reserved: number;
  /** Settled since the account exists. */
  readonly spent: number;
  /** The month that the last quota was granted for, as `2026-11`. */
  readonly period: string;
};

/**
 * - `monthly`: the quota of one period, or what rolled over into it; over when the next begins.
 * - `gift`, `top-up`: given by an operator, free or against payment the bot knows nothing of.
 * - `purchase`: sold by Discord.
 */
export type GrantKind = 'monthly' | 'gift' | 'top-up' | 'purchase';

/** Credits given at once, and what became of them; what is neither of the three has expired. */
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

/** Nobody's quota or gift is larger, so that sums stay exact whole numbers. */
export const CREDITS_MAX = 1_000_000_000;

/** Whether a number can be an amount of credits that is given or taken. */
export function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0 && value <= CREDITS_MAX;
}

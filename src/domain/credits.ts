/**
 * The ledger's terms. Entries are append-only; an account is the sum of its guild's entries and is
 * checked to be so by the store's constraints. Amounts are whole credits.
 */
import type { GuildId, JobId } from './ids.ts';

/**
 * - `grant`: credits given. `expire`: what was left of a month's quota when the month ended.
 * - `reserve`: held while a job runs. `settle`: the job is paid, what was held beyond its price
 *   comes back. `refund`: the hold comes back whole.
 */
export type EntryKind = 'grant' | 'expire' | 'reserve' | 'settle' | 'refund';

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
  readonly atMs: number;
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

/** The calendar month, in UTC, that a moment belongs to: quotas renew when it changes. */
export function periodOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 7);
}

/** When the next month's quota is granted: the first moment of the next month, UTC. */
export function renewsAtMs(atMs: number): number {
  const date = new Date(atMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/**
 * The credits in the store: accounts, grants, corrections, and low-balance notices. Each operation is one transaction;
 * every booking has an idempotency key.
 */

import type { Account, Grant, GrantKind, HistoryEntry } from '#domain/credits.ts';
import type { ChannelId, GuildId } from '#domain/ids.ts';

/** Credits to grant, immediately or from a given time. */
export type GrantDraft = {
  readonly guildId: GuildId;
  readonly kind: Exclude<GrantKind, 'monthly'>;
  readonly amount: number;
  readonly effectiveAtMs: number;
  /** Null: they do not expire. */
  readonly expiresAtMs: number | null;
  readonly key: string;
  readonly reason: string;
  readonly author: string | null;
  /** The Discord sale, one name for all its periods; absent for other grants. */
  readonly sale?: string;
};

/** The early end of a sale. */
export type SaleEnd = {
  readonly author: string;
  readonly reason: string;
  readonly atMs: number;
  /** Later grants of it are ignored, and credits reserved from it by jobs are not returned. */
  readonly isPaidBack: boolean;
};

/** A correction: credits added, or removed as far as they are available. */
export type AdjustmentDraft = {
  readonly guildId: GuildId;
  readonly amount: number;
  readonly key: string;
  readonly reason: string;
  readonly author: string;
};

/** The outcome of a booking, which is idempotent by its key. */
export type BookingOutcome =
  | { readonly kind: 'booked'; readonly account: Account }
  /** The key was booked before; nothing changed. */
  | { readonly kind: 'duplicate'; readonly account: Account }
  /** It would take more than is available; nothing changed. */
  | { readonly kind: 'not-enough'; readonly account: Account };

/** A server with a low balance that has not been notified. */
export type LowBalance = {
  readonly guildId: GuildId;
  readonly period: string;
  readonly thresholdPercent: number;
  readonly channelId: ChannelId;
  readonly available: number;
  readonly quota: number;
  readonly renewsAtMs: number;
  /** The price of the refused request, at 0 percent; 0 if an accepted request caused the low balance. */
  readonly neededCredits: number;
};

/** The credits of servers: accounts, grants and entries. */
export type CreditStore = {
  /**
   * The server's account after this month's grant. A quota raised within the month is topped up at once, a lowered one
   * applies from the next month; a clock that was set back grants nothing.
   */
  account(guildId: GuildId, monthlyCredits: number, nowMs: number): Promise<Account>;
  /** Books the grant, or stores it until it becomes valid. */
  grantCredits(draft: GrantDraft, monthlyCredits: number, nowMs: number): Promise<BookingOutcome>;
  adjustCredits(
    draft: AdjustmentDraft,
    monthlyCredits: number,
    nowMs: number,
  ): Promise<BookingOutcome>;
  /** Takes back the remainder of all grants of a sale; idempotent. */
  endSale(sale: string, end: SaleEnd): Promise<{ readonly taken: number }>;
  /** Grants with remaining credits in the order of consumption, followed by those not yet valid. */
  openGrants(guildId: GuildId): Promise<readonly Grant[]>;
  /**
   * Entries of a server below a number, newest first. `jobs` omits how jobs ended, which is part of the job's
   * reservation entry.
   */
  entriesBefore(
    guildId: GuildId,
    before: number | null,
    limit: number,
    which: 'all' | 'jobs',
  ): Promise<readonly HistoryEntry[]>;
  /** Accounts after the given server, ordered by server id. */
  accountsAfter(guildId: GuildId | null, limit: number): Promise<readonly Account[]>;
};

/** Pending low-balance notices. */
export type NoticeStore = {
  noticesToShow(): Promise<readonly LowBalance[]>;
  noticeShown(notice: Pick<LowBalance, 'guildId' | 'period' | 'thresholdPercent'>): Promise<void>;
};

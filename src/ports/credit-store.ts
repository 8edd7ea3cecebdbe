/**
 * The money of the store: accounts, grants, corrections, and what servers were told of a low balance.
 * Each operation is one transaction; every one that gives or takes carries a key, and the same key
 * again changes nothing.
 */

import type { Account, Grant, GrantKind, HistoryEntry } from '#domain/credits.ts';
import type { ChannelId, GuildId } from '#domain/ids.ts';

/** Credits to give at once, or from a moment on. */
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
  /** What Discord sold, one name for all its periods; absent for what it did not sell. */
  readonly sale?: string;
};

/** That a sale is over before its time. */
export type SaleEnd = {
  readonly author: string;
  readonly reason: string;
  readonly atMs: number;
  /** It gives nothing from now on, whatever is said later; what jobs hold of it does not come back. */
  readonly isPaidBack: boolean;
};

/** A correction: credits added or, as far as they are free, taken. */
export type AdjustmentDraft = {
  readonly guildId: GuildId;
  readonly amount: number;
  readonly key: string;
  readonly reason: string;
  readonly author: string;
};

/** What became of a booking. Its key makes a repeated one harmless. */
export type BookingOutcome =
  | { readonly kind: 'booked'; readonly account: Account }
  /** The key was booked before; nothing changed. */
  | { readonly kind: 'duplicate'; readonly account: Account }
  /** More would be taken than is available; nothing changed. */
  | { readonly kind: 'not-enough'; readonly account: Account };

/** A server's credits have run low, and it has not been told. */
export type LowBalance = {
  readonly guildId: GuildId;
  readonly period: string;
  readonly thresholdPercent: number;
  readonly channelId: ChannelId;
  readonly available: number;
  readonly quota: number;
  readonly renewsAtMs: number;
  /** Of the request that was refused, at 0 percent; 0: one that was accepted made the credits run low. */
  readonly neededCredits: number;
};

/** Credits of servers: what they have, were given, and how it moved. */
export type CreditStore = {
  /**
   * The server's account after this month's grant. A quota raised within the month is topped up at
   * once, one that was lowered holds from the next month; a clock that went back grants nothing.
   */
  account(guildId: GuildId, monthlyCredits: number, nowMs: number): Promise<Account>;
  /** Books the grant, or keeps it until its moment comes. */
  grantCredits(draft: GrantDraft, monthlyCredits: number, nowMs: number): Promise<BookingOutcome>;
  adjustCredits(
    draft: AdjustmentDraft,
    monthlyCredits: number,
    nowMs: number,
  ): Promise<BookingOutcome>;
  /** Takes back what is left of everything that a sale gave; harmless when repeated. */
  endSale(sale: string, end: SaleEnd): Promise<{ readonly taken: number }>;
  /**
   * Grants that still hold something, in the order in which they are consumed, and after them those
   * whose moment has not come.
   */
  openGrants(guildId: GuildId): Promise<readonly Grant[]>;
  /**
   * Entries of a server, newest first, from below a number on. `jobs` leaves out how jobs ended: the entry that
   * reserved for a job says so.
   */
  entriesBefore(
    guildId: GuildId,
    before: number | null,
    limit: number,
    which: 'all' | 'jobs',
  ): Promise<readonly HistoryEntry[]>;
  /** Accounts in the order of their servers' ids, from after one on. */
  accountsAfter(guildId: GuildId | null, limit: number): Promise<readonly Account[]>;
};

/** Servers that have to be told that their credits run low. */
export type NoticeStore = {
  noticesToShow(): Promise<readonly LowBalance[]>;
  noticeShown(notice: Pick<LowBalance, 'guildId' | 'period' | 'thresholdPercent'>): Promise<void>;
};

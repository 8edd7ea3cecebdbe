/**
 * The money half of the store: grants, corrections, what servers were told, and who used what.
 * Each operation is one transaction; every one that gives or takes carries a key, and the same key
 * again changes nothing.
 */

import type { Charge } from '#domain/charge.ts';
import type { Account, Grant, GrantKind, HistoryEntry } from '#domain/credits.ts';
import type { GuildSettings, SettingsChange } from '#domain/guild-settings.ts';
import type { ChannelId, GuildId, UserId } from '#domain/ids.ts';
import type { DayRange, MemberUsage, UsageDay, UsageRow } from '#domain/usage.ts';

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

export type BookingOutcome =
  | { readonly kind: 'booked'; readonly account: Account }
  /** The key was booked before; nothing changed. */
  | { readonly kind: 'duplicate'; readonly account: Account }
  /** More would be taken than is available; nothing changed. */
  | { readonly kind: 'not-enough'; readonly account: Account };

/** Who changed what; the key is the interaction's. */
export type Act = {
  readonly key: string;
  readonly author: string;
  readonly atMs: number;
};

/** A server's credits have run low, and it has not been told. */
export type LowBalance = {
  readonly guildId: GuildId;
  readonly period: string;
  readonly thresholdPercent: number;
  readonly channelId: ChannelId;
  readonly available: number;
  readonly quota: number;
  readonly renewsAtMs: number;
};

export type CreditStore = {
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
  guildSettings(guildId: GuildId): Promise<GuildSettings>;
  /** Changes one thing and records who did; the same key again changes nothing. */
  changeSettings(guildId: GuildId, change: SettingsChange, act: Act): Promise<GuildSettings>;
  usageByDay(guildId: GuildId, range: DayRange): Promise<readonly UsageDay[]>;
  usageByMember(guildId: GuildId, range: DayRange, limit: number): Promise<readonly MemberUsage[]>;
  usageRows(guildId: GuildId, range: DayRange, limit: number): Promise<readonly UsageRow[]>;
  usageOfMember(guildId: GuildId, userId: UserId, range: DayRange): Promise<number>;
  /** Accounts in the order of their servers' ids, from after one on. */
  accountsAfter(guildId: GuildId | null, limit: number): Promise<readonly Account[]>;
  /** What a vendor was asked for on a UTC day, in millionths of its own unit. */
  vendorSpentMicros(vendor: string, day: string, unit: string): Promise<number>;
  /** What the jobs accepted from one moment until before another cost, oldest first. */
  charges(
    accepted: { readonly fromMs: number; readonly toMs: number },
    limit: number,
  ): Promise<readonly Charge[]>;
  noticesToShow(): Promise<readonly LowBalance[]>;
  noticeShown(notice: Pick<LowBalance, 'guildId' | 'period' | 'thresholdPercent'>): Promise<void>;
};

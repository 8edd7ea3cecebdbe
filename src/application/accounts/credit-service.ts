/**
 * What people may ask about credits: members about their server's, administrators about its
 * limits and use, operators about every server. Who may ask is the edge's to check, on every call;
 * nothing here trusts an amount that came from outside.
 */
import type { ActionName } from '#domain/action.ts';
import type { Charge } from '#domain/charge.ts';
import type { Account, Grant, GrantKind, NumberedEntry } from '#domain/credits.ts';
import type { GuildSettings, SettingsChange } from '#domain/guild-settings.ts';
import type { GuildId, RoleId, UserId } from '#domain/ids.ts';
import type { QueueLimits } from '#domain/queue.ts';
import type { Rejected } from '#domain/rejection.ts';
import type { Speed } from '#domain/speed.ts';
import type { DayRange, UsageReport, UsageRow } from '#domain/usage.ts';
import type { ChartOutcome, Theme, UsageWords } from '#ports/charts.ts';
import type { BookingOutcome } from '#ports/credit-store.ts';

/** A server's credits as a member may see them. */
export type CreditsInfo = {
  readonly account: Account;
  /** What is left of the grant that ends next, beside the month's; null: none ends. */
  readonly expiring: { readonly credits: number; readonly atMs: number } | null;
  readonly monthlyCredits: number;
  readonly renewsAtMs: number;
  /** Used and held in this period by who asks. */
  readonly ownCredits: number;
  readonly ownCap: number | null;
  /** What a few common actions cost, at fast speed. */
  readonly prices: readonly { readonly action: ActionName; readonly credits: number }[];
};

/** What a prompt would cost if it were sent now. */
export type PriceOutcome =
  | {
      readonly kind: 'priced';
      /** A batch is more than one. */
      readonly jobs: number;
      /** Of all jobs together. */
      readonly credits: number;
      readonly speed: Speed;
      /** Typed, or set; another than `speed` where that does not exist for what is asked. */
      readonly wishedSpeed: Speed;
      readonly vendorLabel: string;
      /** The same at the other speeds that the vendor has. */
      readonly others: readonly { readonly speed: Speed; readonly credits: number }[];
      readonly availableCredits: number;
    }
  | Rejected;

/** A line of a history, as far as who asks may know. */
export type HistoryLine =
  | { readonly kind: 'booking'; readonly entry: NumberedEntry }
  /** A job that is over, with all that was booked for it. */
  | {
      readonly kind: 'job';
      readonly entry: NumberedEntry;
      readonly paidCredits: number;
      readonly returnedCredits: number;
    }
  /** Somebody else's job in stealth: what it moved, and a moment of that day that tells nothing about the hour. */
  | { readonly kind: 'stealth'; readonly availableDelta: number; readonly dayMs: number };

/** Some lines of a server's history, the newest first. */
export type HistoryPage = {
  readonly page: number;
  readonly lines: readonly HistoryLine[];
  readonly hasOlder: boolean;
};

/** A server as its administrators, and operators, see it. */
export type QuotaInfo = {
  readonly account: Account;
  readonly settings: GuildSettings;
  readonly monthlyCredits: number;
  readonly renewsAtMs: number;
  readonly grants: readonly Grant[];
  /** What the operator lets a member have in progress; the server may allow less. */
  readonly memberQueue: QueueLimits;
};

/** A server, and its account; null for one that nothing was asked or booked for. */
export type ListedServer = {
  readonly guildId: GuildId;
  readonly account: Account | null;
  /** `waiting`: for approval. `unserved`: GUILD_IDS names others. */
  readonly state: 'served' | 'waiting' | 'blocked' | 'unserved';
};

/** Some servers. */
export type ServersPage = {
  readonly servers: readonly ListedServer[];
  readonly hasMore: boolean;
};

/** Who asks for a change, and by which interaction: the same one again changes nothing. */
export type Asking = { readonly userId: UserId; readonly interactionId: string };

/** What an operator wants to give a server. */
export type GrantWish = {
  readonly guildId: GuildId;
  readonly kind: Exclude<GrantKind, 'monthly' | 'purchase'>;
  readonly amount: number;
  /** The UTC day on which they begin to count, as `2026-12-01`; null: at once. */
  readonly fromDay: string | null;
  /** Null: they do not expire. */
  readonly days: number | null;
  readonly reason: string;
};

/** Credits that Discord sold to a server; the same key is booked once. */
export type Sale = {
  readonly guildId: GuildId;
  readonly credits: number;
  readonly key: string;
  /** The entitlement, which is the same for every period of a subscription. */
  readonly sale: string;
  readonly reason: string;
  readonly expiresAtMs: number | null;
};

/** What became of a grant or a correction; only `booked` changed the ledger. */
export type MoneyOutcome =
  | BookingOutcome
  /** Zero, negative where that makes no sense, fractional or beyond what is counted. */
  | { readonly kind: 'amount-invalid' }
  /** No day at all, one that is over, or one that is too far away. */
  | { readonly kind: 'day-invalid' };

/** What became of a grant; null: what was booked does not expire. */
export type GrantOutcome =
  | (Extract<MoneyOutcome, { readonly kind: 'booked' }> & { readonly expiresAtMs: number | null })
  | Exclude<MoneyOutcome, { readonly kind: 'booked' }>;

/** Everything about credits that members, administrators, operators and sales ask for. Amounts are whole credits. */
export type CreditService = {
  info(
    guildId: GuildId,
    member: { readonly userId: UserId; readonly roleIds: readonly RoleId[] },
  ): Promise<CreditsInfo>;
  price(request: {
    readonly guildId: GuildId;
    readonly userId: UserId;
    readonly prompt: string;
  }): Promise<PriceOutcome>;
  /** Pages count from 1, the newest first: a line for each job, or for each booking where `detailed`. */
  history(asked: {
    readonly guildId: GuildId;
    readonly userId: UserId;
    readonly page: number;
    readonly detailed: boolean;
  }): Promise<HistoryPage>;
  /** Whether anything was ever booked for the server; asking creates no account. */
  hasHistory(guildId: GuildId): Promise<boolean>;
  quota(guildId: GuildId): Promise<QuotaInfo>;
  /** False: the settings are like that already, and nothing is on record. */
  change(guildId: GuildId, change: SettingsChange, by: Asking): Promise<boolean>;
  /** The last so many days, today included. */
  usage(guildId: GuildId, days: number): Promise<UsageReport>;
  /** The report as a picture. */
  chart(report: UsageReport, theme: Theme, words: UsageWords): Promise<ChartOutcome>;
  /** The same as finely as it is counted, for a table. */
  usageRows(guildId: GuildId, range: DayRange): Promise<readonly UsageRow[]>;
  isOperator(userId: UserId): boolean;
  grant(wish: GrantWish, by: Asking): Promise<GrantOutcome>;
  adjust(
    wish: { readonly guildId: GuildId; readonly amount: number; readonly reason: string },
    by: Asking,
  ): Promise<MoneyOutcome>;
  /** Books a sale; done before or over already, it changes nothing. */
  sell(sale: Sale): Promise<void>;
  /** Takes back what is left of a sale that was paid back, or ended before its time. */
  endSale(sale: string, why: 'paid-back' | 'ended'): Promise<void>;
  /** A page of servers that have an account or that the bot is in (`present`), in the order of their ids. */
  servers(after: GuildId | null, present: Iterable<GuildId>): Promise<ServersPage>;
  /** What the jobs of some UTC days cost, as far as one message can hold it. */
  charges(range: DayRange): Promise<readonly Charge[]>;
};

/**
 * Credits: members see their server's, administrators its limits and use, operators every server. Callers check
 * permissions on every call; amounts from outside are checked here.
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
import type { Act } from '#ports/member-store.ts';
import type { TableRows } from './table-rows.ts';

/** A server's credits as a member may see them. */
export type CreditsInfo = {
  readonly account: Account;
  /** What remains of the next grant to expire, except the monthly one; null: none expires. */
  readonly expiring: { readonly credits: number; readonly atMs: number } | null;
  readonly monthlyCredits: number;
  readonly renewsAtMs: number;
  /** Credits used and reserved by the asking member in this period. */
  readonly ownCredits: number;
  readonly ownCap: number | null;
  /** The prices of some common actions at fast speed. */
  readonly prices: readonly { readonly action: ActionName; readonly credits: number }[];
};

/** The price of a prompt now. */
export type PriceOutcome =
  | {
      readonly kind: 'priced';
      /** A batch is more than one. */
      readonly jobs: number;
      /** Of all jobs together. */
      readonly credits: number;
      readonly speed: Speed;
      /** The speed that was typed or set; different from `speed` where the vendor does not have it. */
      readonly requestedSpeed: Speed;
      readonly vendorLabel: string;
      /** The price at the vendor's other speeds. */
      readonly others: readonly { readonly speed: Speed; readonly credits: number }[];
      readonly availableCredits: number;
    }
  | Rejected;

/** A line of the history as the asking person may see it. */
export type HistoryLine =
  | { readonly kind: 'booking'; readonly entry: NumberedEntry }
  /** A finished job with all its bookings. */
  | {
      readonly kind: 'job';
      readonly entry: NumberedEntry;
      readonly paidCredits: number;
      readonly returnedCredits: number;
    }
  /** Another person's stealth job: only the amount and the day. */
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
  /** The operator's limits for a member's jobs; the server may set lower ones. */
  readonly memberQueue: QueueLimits;
};

/** A server and its account; null if nothing was ever booked for it. */
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

/** The person and the interaction that ask for a change; a repeated interaction changes nothing. */
export type Actor = { readonly userId: UserId; readonly interactionId: string };

/** The author of a decision; the key is the interaction's, so that a repeated delivery records it once. */
export const actOf = ({ userId, interactionId }: Actor, atMs: number): Act => ({
  key: `act:${interactionId}`,
  author: userId,
  atMs,
});

/** A grant that an operator wants to make. */
export type GrantRequest = {
  readonly guildId: GuildId;
  readonly kind: Exclude<GrantKind, 'monthly' | 'purchase'>;
  readonly amount: number;
  /** The UTC day from which the credits count, as `2026-12-01`; null: at once. */
  readonly fromDay: string | null;
  /** Null: they do not expire. */
  readonly days: number | null;
  readonly reason: string;
};

/** Credits that Discord sold to a server; each key is booked once. */
export type Sale = {
  readonly guildId: GuildId;
  readonly credits: number;
  readonly key: string;
  /** The entitlement's id, the same for every period of a subscription. */
  readonly sale: string;
  readonly reason: string;
  readonly expiresAtMs: number | null;
};

/** The outcome of a grant or a correction; only `booked` changed the ledger. */
export type MoneyOutcome =
  | BookingOutcome
  /** Zero, negative, fractional or too large. */
  | { readonly kind: 'amount-invalid' }
  /** Zero, fractional or too large. */
  | { readonly kind: 'correction-invalid' }
  /** Not a day, a past one, or one too far ahead. */
  | { readonly kind: 'day-invalid' };

/** The outcome of a grant; null: it does not expire. */
export type GrantOutcome =
  | (Extract<MoneyOutcome, { readonly kind: 'booked' }> & { readonly expiresAtMs: number | null })
  | Exclude<MoneyOutcome, { readonly kind: 'booked' }>;

/** The credit operations for members, administrators, operators and sales. Amounts are whole credits. */
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
  /** Pages count from 1, newest first: a line for each job, or for each booking if `detailed`. */
  history(asked: {
    readonly guildId: GuildId;
    readonly userId: UserId;
    readonly page: number;
    readonly detailed: boolean;
  }): Promise<HistoryPage>;
  /** Whether anything was ever booked for the server; creates no account. */
  hasHistory(guildId: GuildId): Promise<boolean>;
  quota(guildId: GuildId): Promise<QuotaInfo>;
  /** False: nothing changed, and nothing was recorded. */
  change(guildId: GuildId, change: SettingsChange, by: Actor): Promise<boolean>;
  /** The last `days` days, today included. */
  usage(guildId: GuildId, days: number): Promise<UsageReport>;
  /** The report as a picture. */
  chart(report: UsageReport, theme: Theme, words: UsageWords): Promise<ChartOutcome>;
  /** The finest rows of the usage, for a table. */
  usageRows(guildId: GuildId, range: DayRange): Promise<TableRows<UsageRow>>;
  isOperator(userId: UserId): boolean;
  grant(request: GrantRequest, by: Actor): Promise<GrantOutcome>;
  adjust(
    correction: { readonly guildId: GuildId; readonly amount: number; readonly reason: string },
    by: Actor,
  ): Promise<MoneyOutcome>;
  /** Books a sale; a repeated or expired one changes nothing. */
  sell(sale: Sale): Promise<void>;
  /** Takes back what remains of a sale that was refunded or ended early. */
  endSale(sale: string, why: 'paid-back' | 'ended'): Promise<void>;
  /** A page of servers with an account or with the bot in them (`present`), by id. */
  servers(after: GuildId | null, present: Iterable<GuildId>): Promise<ServersPage>;
  /** The charges of the jobs of some UTC days, as many as fit into one message. */
  charges(range: DayRange): Promise<TableRows<Charge>>;
};

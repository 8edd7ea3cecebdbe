import type { ServerAdmission } from '#application/accounts/server-admission.ts';
import type { LearnedDurations } from '#application/run/learned-durations.ts';
import type { LeasedJobs } from '#application/run/leased-jobs.ts';
import type { SharedPolls } from '#application/run/shared-polls.ts';
import type { WebhookAddresses } from '#application/run/webhook-addresses.ts';
import type { Turns } from '#application/turns.ts';
import type { VendorPolicy } from '#application/vendors/rank-vendors.ts';
import type { VendorWatch } from '#application/vendors/vendor-watch.ts';
import type { PictureLinks } from '#application/views/picture-links.ts';
import type { Failure } from '#domain/failure.ts';
import type { Json } from '#domain/json.ts';
import type { Prices } from '#domain/price.ts';
import type { QueueLimits } from '#domain/queue.ts';
import type { Archive, ArchiveUpkeep } from '#ports/archive.ts';
import type { Charts } from '#ports/charts.ts';
import type { Clock } from '#ports/clock.ts';
import type { PictureFetcher } from '#ports/fetch-picture.ts';
import type { Log } from '#ports/log.ts';
import type { Messenger } from '#ports/messenger.ts';
import type { Meter } from '#ports/meter.ts';
import type { Pictures } from '#ports/pictures.ts';
import type { Presence } from '#ports/presence.ts';
import type { PromptModerator } from '#ports/prompt-moderator.ts';
import type { Random } from '#ports/random.ts';
import type { ReportDesk } from '#ports/report-desk.ts';
import type { Store } from '#ports/store.ts';
import type { Vendor } from '#ports/vendor.ts';

/** The dependencies of use cases and the worker: every port, and the few settings they read. */
export type AppContext = {
  readonly store: Store;
  readonly presence: Presence;
  /** Configured vendors in the operator's order of preference. */
  readonly vendors: readonly Vendor[];
  readonly archive: Archive & Pick<ArchiveUpkeep, 'remove'>;
  readonly fetchPicture: PictureFetcher;
  readonly pictures: Pictures;
  readonly charts: Charts;
  readonly messenger: Messenger;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: Meter;
  readonly webhooks: WebhookAddresses;
  readonly links: PictureLinks;
  readonly durations: LearnedDurations;
  readonly polls: SharedPolls;
  /** Limits how many results of a vendor are fetched and archived at once; absent: no limit. */
  readonly resultTurns?: Turns;
  /**
   * Tickets that could not be saved yet, for example on a full disk, by `receiptOf`: their steps are paid for, and some
   * vendors cannot be searched for them. In memory only; absent: none is kept.
   */
  readonly receipts?: Map<string, Json>;
  readonly watch: VendorWatch;
  readonly settings: {
    readonly monthlyCredits: number;
    /** The most running and waiting jobs of one member of a server. */
    readonly memberQueue: QueueLimits;
    /** Base address that vendors and people can reach; null: no webhooks, no links. */
    readonly publicUrl: string | null;
    /** What to do when the moderation service does not respond; absent: refuse. */
    readonly moderationWhenDown?: 'refuse' | 'allow';
    /** Whether prompts may be logged. */
    readonly logPrompts?: boolean;
    readonly prices: Prices;
    /** The most that a vendor may cost in a day, in its own money, by vendor name; missing: no limit. */
    readonly vendorDailyCeiling: { readonly [vendor: string]: number };
    /** The operators' user ids. */
    readonly operatorIds: readonly string[];
    /** Origins of Discord's attachments, which may be private addresses. */
    readonly discordOrigins?: readonly string[];
    readonly vendorPolicy: VendorPolicy;
    /** The value in dollars of one unit of a vendor's own money, by vendor name; missing for dollars. */
    readonly unitUsd: { readonly [vendor: string]: number };
  };
  /** Moderates prompts in addition to the word lists; absent: none. */
  readonly moderator?: PromptModerator;
  /** Sends reports to the operators; absent: none are sent. */
  readonly reports?: ReportDesk;
  /** Which servers are served; absent: any. */
  readonly admission?: ServerAdmission;
  /** Tells the worker that a job is due, or will be at that time; harmless at any time. */
  readonly wake: (atMs?: number) => void;
  /** Runs jobs that are leased on acceptance; absent: a worker claims all jobs. */
  readonly leased?: LeasedJobs;
  /** Sends low-balance notices that are due; harmless at any time. */
  readonly notifyLowBalance: () => void;
  /** Sends copies by direct message; returns at once. */
  readonly sendCopies: () => void;
};

/** The failure of a job whose vendor is no longer configured. */
export const VENDOR_GONE: Failure = {
  kind: 'internal',
  detail: 'the vendor is no longer configured',
};

/** The configured vendor of that name, or null: a job may outlive its vendor's configuration. */
export function findVendor(context: Pick<AppContext, 'vendors'>, name: string): Vendor | null {
  return context.vendors.find((vendor) => vendor.name === name) ?? null;
}

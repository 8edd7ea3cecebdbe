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
import type { PromptJudge } from '#ports/prompt-judge.ts';
import type { Random } from '#ports/random.ts';
import type { ReportDesk } from '#ports/report-desk.ts';
import type { Store } from '#ports/store.ts';
import type { Vendor } from '#ports/vendor.ts';

/** What use cases and the worker work with: every port, and the few settings they read. */
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
  /** How many results of a vendor are fetched and archived at once; absent: all. */
  readonly resultTurns?: Turns;
  /**
   * Tickets that could not be saved yet, as on a full disk, by `receiptOf`: their steps are paid for, and some vendors can
   * never be asked for them. Gone with the process; absent: none is kept.
   */
  readonly receipts?: Map<string, Json>;
  readonly watch: VendorWatch;
  readonly settings: {
    readonly monthlyCredits: number;
    /** Jobs of one member of a server that run and that wait at most. */
    readonly memberQueue: QueueLimits;
    /** Base address that vendors and people can reach; null: no webhooks, no links. */
    readonly publicUrl: string | null;
    /** What becomes of a prompt that the judge gives no answer to; absent: it is refused. */
    readonly moderationWhenDown?: 'refuse' | 'allow';
    /** Prompts may stand in the log. */
    readonly logPrompts?: boolean;
    readonly prices: Prices;
    /** What a vendor's day may cost, in its own money, by vendor name; without a figure: anything. */
    readonly vendorDailyCeiling: { readonly [vendor: string]: number };
    /** Those who run the bot. */
    readonly operatorIds: readonly string[];
    /** Where Discord keeps what people send; fetched from wherever it is. */
    readonly discordOrigins?: readonly string[];
    readonly vendorPolicy: VendorPolicy;
    /** What one unit of a vendor's own money is worth, by vendor name; dollars need none. */
    readonly unitUsd: { readonly [vendor: string]: number };
  };
  /** Judges prompts beside the word lists; absent: nobody does. */
  readonly judge?: PromptJudge;
  /** Tells those who run the bot of reports; absent: nobody is told. */
  readonly reports?: ReportDesk;
  /** Which servers are served; absent: any. */
  readonly admission?: ServerAdmission;
  /** Tells the worker that a job became due, or will at that time; harmless at any time. */
  readonly wake: (atMs?: number) => void;
  /** Goes on with jobs that are leased with their acceptance; absent: a worker claims all. */
  readonly leased?: LeasedJobs;
  /** Tells servers whose credits run low, where one has not been told; harmless at any time. */
  readonly tellLowBalance: () => void;
  /** Sends what people want by direct message too; returns at once. */
  readonly sendCopies: () => void;
};

/** What ends a job whose vendor the configuration no longer has. */
export const VENDOR_GONE: Failure = {
  kind: 'internal',
  detail: 'the vendor is no longer configured',
};

/** The configured vendor of that name, or null: a job may outlive its vendor's configuration. */
export function findVendor(context: Pick<AppContext, 'vendors'>, name: string): Vendor | null {
  return context.vendors.find((vendor) => vendor.name === name) ?? null;
}

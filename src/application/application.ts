/** The use cases, bound to their ports. Discord and the web server know only this of the application. */

import type { AuditService } from '#application/accounts/audit-service.ts';
import type { Actor, CreditService } from '#application/accounts/credit-service.ts';
import type { memberInfo } from '#application/accounts/member-info.ts';
import type { MemberService } from '#application/accounts/member-service.ts';
import type { RemarkService } from '#application/accounts/remark-service.ts';
import type { ModerationService } from '#application/moderation/moderation-service.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import type { Batches } from '#application/requests/batches.ts';
import type { cancelJob } from '#application/requests/cancel-job.ts';
import type { Fixes } from '#application/requests/fixes.ts';
import type { RegionService } from '#application/requests/region-outcomes.ts';
import type { modalFor, requestRemix } from '#application/requests/remix.ts';
import type { requestEdit } from '#application/requests/request-edit.ts';
import type { requestFollowUp } from '#application/requests/request-follow-up.ts';
import type { requestFromImages } from '#application/requests/request-from-images.ts';
import type { imagineText, requestImagine } from '#application/requests/request-imagine.ts';
import type {
  askImagineAll,
  requestImagineAll,
} from '#application/requests/request-imagine-all.ts';
import type { requestShorten } from '#application/requests/request-shorten.ts';
import type { suggestionsOf } from '#application/requests/suggestions-of.ts';
import type { PrivacyService } from '#application/retention/privacy-service.ts';
import type { removeLateProgress } from '#application/run/remove-late-progress.ts';
import type { VendorReport } from '#application/vendors/vendor-reports.ts';
import type { jobOfMessage } from '#application/views/job-of-message.ts';
import type { jobTree, recentResults } from '#application/views/job-tree.ts';
import type { showJob } from '#application/views/show-job.ts';
import type { singleResults } from '#application/views/single-results.ts';
import type { ActionName } from '#domain/action.ts';
import type { GuildId, JobId, MessageId, UserId } from '#domain/ids.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { ResultView } from '#ports/messenger.ts';
import type { LivingProcess } from '#ports/presence.ts';

/** A vendor as `/help` shows it. */
export type VendorInfo = { readonly name: string; readonly label: string };

/** A use case without its first parameter, its ports. */
type Bound<UseCase> = UseCase extends (context: never, ...args: infer Args) => infer Outcome
  ? (...args: Args) => Outcome
  : never;

/** The same for a use case whose second parameter is the fixes. */
type Fixable<UseCase> = UseCase extends (
  context: never,
  fixes: never,
  ...args: infer Args
) => infer Outcome
  ? (...args: Args) => Outcome
  : never;

/** Every use case, bound to its ports. Refusals are values; only unexpected errors are thrown. */
export type Application = {
  /** The refusal of a server that is not served; null if it is. */
  admission(guildId: GuildId, userId: UserId): Promise<Rejection | null>;
  /** The refusal to show for a thrown error; null if it is unexpected. */
  refusalOf(error: unknown): Rejection | null;
  /** Answers to the questions before a batch. */
  readonly batches: Pick<Batches, 'start' | 'cancel' | 'drop'>;
  /** Corrections of refused prompts. */
  readonly fixes: Pick<Fixes, 'run'>;
  /** Export and erasure of people's own data. */
  readonly privacy: PrivacyService;
  /** Invalidates all page links of a server's jobs; new links are made from then on. */
  renewPageLinks(guildId: GuildId, by: Actor): Promise<void>;
  /** People's own settings. */
  readonly members: MemberService;
  /** The record of decisions. */
  readonly audit: AuditService;
  /** Word lists of servers and of the operators. */
  readonly moderation: ModerationService;
  /** `/imagine`: one job, or the question of a batch. */
  readonly requestImagine: Fixable<typeof requestImagine>;
  /** A suggestion, possibly edited, as a job of its own. */
  readonly imagineText: Fixable<typeof imagineText>;
  /** `/describe` and `/blend`; the pictures are fetched before this resolves. */
  readonly requestFromImages: Bound<typeof requestFromImages>;
  /** `/edit` and `/retexture`; the picture is fetched before this resolves. */
  readonly requestEdit: Fixable<typeof requestEdit>;
  readonly requestShorten: Fixable<typeof requestShorten>;
  /** The suggestions of a job; null if it has none or is of another server. */
  readonly suggestionsOf: Bound<typeof suggestionsOf>;
  /** The price of a job for each suggestion; `requestImagineAll` starts them, up to the first refusal. */
  readonly askImagineAll: Bound<typeof askImagineAll>;
  readonly requestImagineAll: Bound<typeof requestImagineAll>;
  /** A press; changes by a modal or a region come from inside the application. */
  requestFollowUp(
    request: Omit<Parameters<typeof requestFollowUp>[1], 'prompt' | 'mask' | 'typedVisibility'>,
  ): Promise<RequestOutcome>;
  /** The modal that a press opens first, if any. */
  readonly modalFor: Bound<typeof modalFor>;
  /** A press whose modal was submitted. */
  readonly requestRemix: Fixable<typeof requestRemix>;
  /**
   * Discord took the progress message (id known or not) or refused it: either way the job may now run. Until this is
   * called, or some seconds have passed, no worker runs the job.
   */
  confirmAcknowledged(id: JobId, progressMessageId: MessageId | null): Promise<void>;
  /** Removes the job's progress message if its result is there already. */
  readonly removeLateProgress: Bound<typeof removeLateProgress>;
  readonly showJob: Bound<typeof showJob>;
  /** A job's ancestors and follow-ups as one picture. */
  readonly jobTree: Bound<typeof jobTree>;
  /** A person's newest finished jobs. */
  readonly recentResults: Bound<typeof recentResults>;
  /** Cancels one of the person's own jobs that has no result yet. */
  readonly cancelJob: Bound<typeof cancelJob>;
  /**
   * The job that a message shows; null if it shows none of this server or, in direct messages, none of the person's
   * own.
   */
  readonly jobOfMessage: Bound<typeof jobOfMessage>;
  /** One of the person's own finished jobs, a grid's pictures one by one. */
  readonly singleResults: Bound<typeof singleResults>;
  /** The offer and pressed buttons of a finished job, for redrawing its message; null if unknown. */
  buttonsOf(id: JobId): Promise<Omit<ResultView, 'attachments' | 'leftOut' | 'takenOverBy'> | null>;
  readonly memberInfo: Bound<typeof memberInfo>;
  /** People's favourites, reports and removals of finished jobs. */
  readonly remarks: RemarkService;
  readonly credits: CreditService;
  /** Vary (Region), from the press to the job. */
  readonly region: RegionService;
  /** The running processes of this bot, oldest first. */
  processes(): Promise<readonly LivingProcess[]>;
  vendors(): readonly VendorInfo[];
  /** The price of a first grid at fast speed. */
  gridCredits(): number;
  /** The state of the vendors; null for everybody but operators. */
  vendorReports(userId: UserId): Promise<readonly VendorReport[] | null>;
  /** The actions that some configured vendor supports. */
  actions(): readonly ActionName[];
};

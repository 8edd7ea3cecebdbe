/**
 * What the edges may ask of the product: every use case, bound to its ports. The Discord edge and
 * the web server hold one of these and nothing else of the inside.
 */

import type { AuditService } from '#application/accounts/audit-service.ts';
import type { Asking, CreditService } from '#application/accounts/credit-service.ts';
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

/** What a newcomer reads in `/help`. */
export type VendorInfo = { readonly name: string; readonly label: string };

/** A use case whose first argument, its ports, is given already. */
type Bound<UseCase> = UseCase extends (context: never, ...asked: infer Asked) => infer Outcome
  ? (...asked: Asked) => Outcome
  : never;

/** The same for a use case that is also given where corrections are offered. */
type Fixable<UseCase> = UseCase extends (
  context: never,
  fixes: never,
  ...asked: infer Asked
) => infer Outcome
  ? (...asked: Asked) => Outcome
  : never;

/** Every use case, bound to its ports. Refusals are values; only surprises are thrown. */
export type Application = {
  /** Why the server is not served at all; null: it is. */
  admission(guildId: GuildId, userId: UserId): Promise<Rejection | null>;
  /** What to tell a person of an error that was thrown; null: a surprise. */
  refusalOf(error: unknown): Rejection | null;
  /** The questions that prompts for several jobs have asked. */
  readonly batches: Pick<Batches, 'start' | 'cancel' | 'drop'>;
  /** Refused prompts that can run after all. */
  readonly fixes: Pick<Fixes, 'run'>;
  /** What people may ask about their own data. */
  readonly privacy: PrivacyService;
  /** Ends all page links of a server's jobs; pages are given new ones from then on. */
  renewPageLinks(guildId: GuildId, by: Asking): Promise<void>;
  /** People's own settings. */
  readonly members: MemberService;
  /** Who decided what, where and when. */
  readonly audit: AuditService;
  /** Word lists of servers and of the operators. */
  readonly moderation: ModerationService;
  /** `/imagine`: one job, or the question of a batch. */
  readonly requestImagine: Fixable<typeof requestImagine>;
  /** A text that a job found, perhaps changed, as a job of its own. */
  readonly imagineText: Fixable<typeof imagineText>;
  /** `/describe` and `/blend`; the pictures are fetched before this resolves. */
  readonly requestFromImages: Bound<typeof requestFromImages>;
  /** `/edit` and `/retexture`; the picture is fetched before this resolves. */
  readonly requestEdit: Fixable<typeof requestEdit>;
  readonly requestShorten: Fixable<typeof requestShorten>;
  /** Words that a job found; null where that server's job has none. */
  readonly suggestionsOf: Bound<typeof suggestionsOf>;
  /** A job for each of the words, in order, ending with the first refusal. */
  readonly askImagineAll: Bound<typeof askImagineAll>;
  readonly requestImagineAll: Bound<typeof requestImagineAll>;
  /** A press; what a modal or a region changes of it is the application's own. */
  requestFollowUp(
    request: Omit<Parameters<typeof requestFollowUp>[1], 'prompt' | 'mask' | 'typedVisibility'>,
  ): Promise<RequestOutcome>;
  /** What a press asks the person first: a modal with the prompt, or nothing. */
  readonly modalFor: Bound<typeof modalFor>;
  /** A press whose modal was submitted with this prompt. */
  readonly requestRemix: Fixable<typeof requestRemix>;
  /**
   * Discord took the progress message (id known or not) or refused it: either way the job may now
   * be worked on. Until this is called, or a few seconds passed, no worker touches the job.
   */
  confirmAcknowledged(id: JobId, progressMessageId: MessageId | null): Promise<void>;
  readonly showJob: Bound<typeof showJob>;
  /** A job's family as one picture. */
  readonly jobTree: Bound<typeof jobTree>;
  /** A person's newest jobs that have something to show. */
  readonly recentResults: Bound<typeof recentResults>;
  /** Stops one of the person's own jobs that has nothing to show yet. */
  readonly cancelJob: Bound<typeof cancelJob>;
  /**
   * The job that a message shows; null where it shows none of this server or, in direct messages, none of the
   * person's own.
   */
  readonly jobOfMessage: Bound<typeof jobOfMessage>;
  /** One of the person's own finished jobs, a grid's pictures one by one. */
  readonly singleResults: Bound<typeof singleResults>;
  /** The offer and pressed buttons of a finished job, for redrawing its message; null if unknown. */
  buttonsOf(id: JobId): Promise<Omit<ResultView, 'attachments' | 'leftOut' | 'takenOverBy'> | null>;
  readonly memberInfo: Bound<typeof memberInfo>;
  /** What people make of finished jobs. */
  readonly remarks: RemarkService;
  readonly credits: CreditService;
  /** Vary (Region), from the press to the job. */
  readonly region: RegionService;
  /** The living processes of this bot, oldest first. */
  processes(): Promise<readonly LivingProcess[]>;
  vendors(): readonly VendorInfo[];
  /** What a first grid costs at fast speed, by the operator's table. */
  gridCredits(): number;
  /** How the vendors stand; null for everybody who does not run the bot. */
  vendorReports(userId: UserId): Promise<readonly VendorReport[] | null>;
  /** What some configured vendor can do. */
  actions(): readonly ActionName[];
};

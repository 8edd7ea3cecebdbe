/**
 * What the edges may ask of the product: every use case, bound to its ports. The Discord edge and
 * the web server hold one of these and nothing else of the inside.
 */

import type { CreditService } from '#application/accounts/credit-service.ts';
import type { MemberInfo } from '#application/accounts/member-info.ts';
import type { MemberService } from '#application/accounts/member-service.ts';
import type { RemarkService } from '#application/accounts/remark-service.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import type { Batches } from '#application/requests/batches.ts';
import type { CancelOutcome } from '#application/requests/cancel-job.ts';
import type { Fixes } from '#application/requests/fixes.ts';
import type { PromptFile } from '#application/requests/prompt-pictures.ts';
import type { RegionService } from '#application/requests/region-outcomes.ts';
import type { ModalOutcome } from '#application/requests/remix.ts';
import type { EditRequest } from '#application/requests/request-edit.ts';
import type { ImagesRequest } from '#application/requests/request-from-images.ts';
import type { ImagineOutcome, PromptSource } from '#application/requests/request-imagine.ts';
import type { SuggestionsInfo } from '#application/requests/suggestions-of.ts';
import type { VendorReport } from '#application/vendors/vendor-reports.ts';
import type { jobTree, TreeOutcome } from '#application/views/job-tree.ts';
import type { ShowOutcome } from '#application/views/show-job.ts';
import type { ResultsOutcome } from '#application/views/single-results.ts';
import type { ActionName } from '#domain/action.ts';
import type { Button } from '#domain/button.ts';
import type { GuildId, JobId, MessageId, RoleId, UserId } from '#domain/ids.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import type { OnVisibility } from '#domain/job-visibility.ts';
import type { MemberSettings } from '#domain/member-settings.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { ResultView } from '#ports/messenger.ts';

/** What a newcomer reads in `/help`. */
export type VendorInfo = { readonly name: string; readonly label: string };

/** Every use case, bound to its ports. Refusals are values; only surprises are thrown. */
export type Application = {
  /** Why the server is not served at all; null: it is. */
  admission(guildId: GuildId, userId: UserId): Promise<Rejection | null>;
  /** The questions that prompts for several jobs have asked. */
  readonly batches: Pick<Batches, 'start' | 'drop'>;
  /** Refused prompts that can run after all. */
  readonly fixes: Pick<Fixes, 'run'>;
  /** People's own settings. */
  readonly members: MemberService;
  requestImagine(request: {
    readonly origin: JobOrigin;
    readonly prompt: string;
    /** The member's roles in the server, for limits that are theirs. */
    readonly roleIds?: readonly RoleId[];
    /** What was attached to the prompt. */
    readonly files?: readonly PromptFile[];
    readonly onVisibility?: OnVisibility;
  }): Promise<ImagineOutcome>;
  /** A text that a job found, perhaps changed, as a job of its own. */
  imagineText(request: {
    readonly origin: JobOrigin;
    readonly prompt: string;
    readonly from: PromptSource;
    readonly roleIds?: readonly RoleId[];
    readonly onVisibility?: OnVisibility;
  }): Promise<RequestOutcome>;
  /** `/describe` and `/blend`; the pictures are fetched before this resolves. */
  requestFromImages(request: ImagesRequest): Promise<RequestOutcome>;
  /** `/edit` and `/retexture`; the picture is fetched before this resolves. */
  requestEdit(request: EditRequest): Promise<RequestOutcome>;
  requestShorten(request: {
    readonly origin: JobOrigin;
    readonly prompt: string;
    readonly roleIds?: readonly RoleId[];
    readonly onVisibility?: OnVisibility;
  }): Promise<RequestOutcome>;
  /** Words that a job found; null where that server's job has none. */
  suggestionsOf(request: {
    readonly guildId: GuildId;
    readonly userId: UserId;
    readonly jobId: JobId;
  }): Promise<SuggestionsInfo | null>;
  /** A job for each of the words, in order, ending with the first refusal. */
  requestImagineAll(request: {
    readonly origin: JobOrigin;
    readonly jobId: JobId;
    readonly roleIds?: readonly RoleId[];
  }): Promise<readonly RequestOutcome[]>;
  requestFollowUp(request: {
    readonly origin: JobOrigin;
    readonly parentId: JobId;
    readonly button: Button;
    readonly roleIds?: readonly RoleId[];
    /** As `modalFor` has read them for the same press. */
    readonly settings?: MemberSettings;
    readonly onVisibility?: OnVisibility;
  }): Promise<RequestOutcome>;
  /** What a press asks the person first: a modal with the prompt, or nothing. */
  modalFor(press: {
    readonly guildId: GuildId;
    readonly userId: UserId;
    readonly parentId: JobId;
    readonly button: Button;
  }): Promise<ModalOutcome>;
  /** A press whose modal was submitted with this prompt. */
  requestRemix(request: {
    readonly origin: JobOrigin;
    readonly parentId: JobId;
    readonly button: Button;
    readonly prompt: string;
    readonly roleIds?: readonly RoleId[];
    readonly onVisibility?: OnVisibility;
  }): Promise<RequestOutcome>;
  /**
   * Discord took the progress message (id known or not) or refused it: either way the job may now
   * be worked on. Until this is called, or a few seconds passed, no worker touches the job.
   */
  confirmAcknowledged(id: JobId, progressMessageId: MessageId | null): Promise<void>;
  showJob(request: {
    readonly guildId: GuildId;
    readonly userId: UserId;
    readonly jobId: string;
    readonly onVisibility?: OnVisibility;
  }): Promise<ShowOutcome>;
  /** A job's family as one picture. */
  jobTree(request: Parameters<typeof jobTree>[1]): Promise<TreeOutcome>;
  /** A person's newest jobs that have something to show. */
  recentResults(member: {
    readonly guildId: GuildId;
    readonly userId: UserId;
  }): Promise<readonly Job[]>;
  /** Stops one of the person's own jobs that has nothing to show yet. */
  cancelJob(request: {
    readonly guildId: GuildId;
    readonly userId: UserId;
    readonly jobId: JobId;
  }): Promise<CancelOutcome>;
  /**
   * The job that a message shows; null where it shows none of this server or, in direct messages, none of the
   * person's own.
   */
  jobOfMessage(request: {
    readonly guildId: GuildId | null;
    readonly userId: UserId;
    readonly messageId: MessageId;
    readonly interactionId: string | null;
    readonly named: JobId | null;
  }): Promise<Job | null>;
  /** One of the person's own finished jobs, a grid's pictures one by one. */
  singleResults(request: {
    readonly guildId: GuildId;
    readonly userId: UserId;
    readonly jobId: JobId;
  }): Promise<ResultsOutcome>;
  /** The offer and pressed buttons of a finished job, for redrawing its message; null if unknown. */
  buttonsOf(id: JobId): Promise<Omit<ResultView, 'attachments' | 'leftOut' | 'takenOverBy'> | null>;
  memberInfo(guildId: GuildId, userId: UserId): Promise<MemberInfo>;
  /** What people make of finished jobs. */
  readonly remarks: RemarkService;
  readonly credits: CreditService;
  /** Vary (Region), from the press to the job. */
  readonly region: RegionService;
  vendors(): readonly VendorInfo[];
  /** What a first grid costs at fast speed, by the operator's table. */
  gridCredits(): number;
  /** How the vendors stand; null for everybody who does not run the bot. */
  vendorReports(userId: UserId): Promise<readonly VendorReport[] | null>;
  /** What some configured vendor can do. */
  actions(): readonly ActionName[];
};

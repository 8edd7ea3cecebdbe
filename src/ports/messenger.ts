/**
 * The application's interface to Discord after a job is accepted. Discord's failures are never thrown: a deleted
 * channel and closed direct messages are outcomes.
 */
import type { Button, Pressed } from '#domain/button.ts';
import type { ChannelId, MessageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';

/** What one file may have in every place, in direct messages too: boosts buy a server more (docs.discord.com, Reference). */
export const ATTACHMENT_BYTES_DEFAULT = 10 * 1024 * 1024;

/** Less than one request to Discord may have in all: 25 MiB by its documentation (Create Message), whatever one file may have. */
export const TOGETHER_BYTES_MAX = 24 * 1024 * 1024;

/** Bytes to attach; named by the messenger. */
export type Attachment = {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Posted as a spoiler. */
  readonly isSpoiler?: true;
};

/** A finished job with everything needed to show it. */
export type ResultView = {
  readonly job: Job;
  /** Empty for texts. */
  readonly attachments: readonly Attachment[];
  /** Videos too large for the channel; they stay in the archive. */
  readonly leftOut: number;
  /** Links to files that are not shown, or only reduced; none if the archive is not public. */
  readonly originals?: readonly string[];
  readonly buttons: readonly Button[];
  /** Buttons pressed before; shown in blue. */
  readonly pressed: readonly Pressed[];
  /** The vendor that replaced the parent's removed one; absent for all other jobs. */
  readonly takenOverBy?: string;
  /** Rated with 😍 by anyone. */
  readonly isFavourite?: boolean;
  /** The URL of the job's page; null if the bot has no public URL. */
  readonly pageUrl?: string | null;
};

/** The result to post. */
export type FinalPost = ResultView & {
  /** It may have been posted before: search for the message first. */
  readonly mayExist: boolean;
};

/** The outcome of posting a result. */
export type PostOutcome =
  | { readonly kind: 'posted'; readonly channelId: ChannelId; readonly messageId: MessageId }
  | {
      readonly kind: 'retry';
      readonly afterMs: number;
      readonly detail: string;
      /** The attachment was too large: retry with at most this many bytes. */
      readonly attachmentBytesMax?: number;
    }
  /** Neither the channel nor the person's direct messages accept it in any form. */
  | { readonly kind: 'impossible'; readonly detail: string };

/** Whether the person was notified of the job's end. */
export type NoticeOutcome =
  | { readonly kind: 'shown' }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly detail: string }
  | { readonly kind: 'impossible'; readonly detail: string };

/**
 * Why a job stands still. `unclear`: the answer to its submit was lost, and the vendor is asked. `unreachable`: the
 * vendor is busy or does not answer. `unfetched`: the result is ready, but its files cannot be fetched from the vendor
 * yet.
 */
export type ProgressTrouble = 'unclear' | 'unreachable' | 'unfetched';

/** Shows jobs in Discord. Failures are values. */
export type Messenger = {
  /**
   * Offers a progress state. Coalesced: the newest state is shown when the message may be edited again, and nothing
   * after one of the other three was called. Resolves immediately.
   */
  offerProgress(job: Job, preview: Attachment | null, trouble?: ProgressTrouble): void;
  /**
   * Posts the final message exactly once, in the channel or, failing that, by direct message, then removes the progress
   * message.
   */
  postFinal(post: FinalPost): Promise<PostOutcome>;
  /**
   * Shows a failure or cancellation in the progress message if there is one, else in a new message; `mayPost` false:
   * never in a new one, because the person already knows.
   */
  showNotice(job: Job, mayPost?: boolean): Promise<NoticeOutcome>;
  /** Shows that the result could not be posted but is stored; `pageUrl`: where it can be seen. */
  showArchived(job: Job, pageUrl: string | null): Promise<NoticeOutcome>;
  /** Removes the progress message of a job whose result was posted before. */
  removeProgress(job: Job): Promise<void>;
};

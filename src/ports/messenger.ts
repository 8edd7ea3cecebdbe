/**
 * What the application needs of Discord once a job was accepted. Nothing here throws for what
 * Discord may do: a deleted channel and a closed DM are outcomes.
 */
import type { Button, Pressed } from '#domain/button.ts';
import type { ChannelId, MessageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';

/** What one file may have in every place, in direct messages too: boosts buy a server more (docs.discord.com, Reference). */
export const ATTACHMENT_BYTES_DEFAULT = 10 * 1024 * 1024;

/** Bytes to attach; named by the messenger. */
export type Attachment = {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Hidden until it is clicked. */
  readonly isSpoiler?: true;
};

/** A finished job with everything needed to show it, the first time and again. */
export type ResultView = {
  readonly job: Job;
  /** None for what has only words to show. */
  readonly attachments: readonly Attachment[];
  /** Videos that are too large for that place; they stay in the archive. */
  readonly leftOut: number;
  /** Links to what is not shown, or not whole; none where the archive cannot be reached. */
  readonly originals?: readonly string[];
  readonly buttons: readonly Button[];
  /** Buttons pressed before; they are drawn blue. */
  readonly pressed: readonly Pressed[];
  /** The service that went on from a picture whose own one is gone; absent for all other jobs. */
  readonly takenOverBy?: string;
  /** Somebody has rated it with 😍. */
  readonly isFavourite?: boolean;
  /** The page of the job; null where the bot can be reached from nowhere. */
  readonly pageUrl?: string | null;
};

/** The result to post. */
export type FinalPost = ResultView & {
  /** A post may have happened before: look for it first. */
  readonly mayExist: boolean;
};

/** Whether the result was posted, and what is to be done where it was not. */
export type PostOutcome =
  | { readonly kind: 'posted'; readonly channelId: ChannelId; readonly messageId: MessageId }
  | {
      readonly kind: 'retry';
      readonly afterMs: number;
      readonly detail: string;
      /** The attachment was too large: only one of at most so many bytes is worth trying. */
      readonly attachmentBytesMax?: number;
    }
  /** Neither the channel nor the person's direct messages take it in any form. */
  | { readonly kind: 'impossible'; readonly detail: string };

/** Whether the person was told how the job ended. */
export type NoticeOutcome =
  | { readonly kind: 'shown' }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly detail: string }
  | { readonly kind: 'impossible'; readonly detail: string };

/** `unfetched`: the result is made, and its files cannot be fetched from the vendor yet. */
export type ProgressTrouble = 'unfetched';

/** What jobs show in Discord. Failures are values. */
export type Messenger = {
  /**
   * Offers a progress state. Coalesced: the newest state is shown when the message may be edited
   * again, and nothing once one of the other three was called. Resolves at once.
   */
  offerProgress(job: Job, preview: Attachment | null, trouble?: ProgressTrouble): void;
  /**
   * Posts the final message exactly once, in the channel or wherever else its person sees it, then removes the
   * progress message.
   */
  postFinal(post: FinalPost): Promise<PostOutcome>;
  /**
   * Tells of a failure or a cancel, in the progress message where there is one, else in a message of its own; `mayPost`
   * false: not in a new one, because the person knows already.
   */
  showNotice(job: Job, mayPost?: boolean): Promise<NoticeOutcome>;
  /** Tells that the result could be posted nowhere and is kept; `pageUrl`: where it is seen. */
  showKept(job: Job, pageUrl: string | null): Promise<NoticeOutcome>;
};

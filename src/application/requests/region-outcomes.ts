/** Requests for Vary (Region) and their outcomes. */

import type { JobId, RoleId } from '#domain/ids.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import type { Rejected } from '#domain/rejection.ts';
import type { Picture } from '#domain/result.ts';
import type { ArchivedFile } from '#ports/archive.ts';
import type { RequestOutcome } from './accept-job.ts';
import type { LinkProblem, LinkUse } from './region-links.ts';

/** A press of Vary (Region) and the job it belongs to. */
export type RegionPress = {
  readonly origin: JobOrigin;
  readonly parentId: JobId;
  readonly roleIds: readonly RoleId[];
};

/** Whether the prompt can be changed with the region: now, once remix is on, or never by that vendor. */
export type RegionWords = 'heeded' | 'with-remix' | 'kept';

/** The outcome of a press on Vary (Region): a link to the editor, or the choice of parts in Discord. */
export type RegionOffer =
  | { readonly kind: 'link'; readonly url: string; readonly expiresAtMs: number }
  /** Without a public address: the nine parts. */
  | {
      readonly kind: 'parts';
      readonly picture: Uint8Array;
      readonly mediaType: string;
      readonly words: RegionWords;
    }
  | Rejected;

/** What the editor shows when it opens a link, or why it cannot. */
export type OpenedRegion =
  | {
      readonly kind: 'opened';
      readonly picture: Picture;
      readonly prompt: string;
      readonly words: RegionWords;
      readonly expiresAtMs: number;
    }
  | { readonly kind: LinkProblem };

/** The picture that the editor shows, or why it cannot. */
export type LinkedRegionPicture =
  | { readonly kind: 'found'; readonly file: ArchivedFile }
  | { readonly kind: LinkProblem };

/** Whether a region may be submitted by a link now, and whose link it is. */
export type RegionSender =
  | { readonly kind: 'ready'; readonly userId: JobOrigin['userId'] }
  | { readonly kind: LinkProblem };

/** The outcome of a submitted region. */
export type SubmittedRegion =
  | { readonly kind: 'accepted'; readonly job: Job }
  | Rejected
  /** Another region of the same person is being processed. */
  | { readonly kind: 'busy' }
  | { readonly kind: LinkProblem };

/** Vary (Region), from the press to the job. Links last minutes and belong to one browser. */
export type RegionService = {
  offer(press: RegionPress): Promise<RegionOffer>;
  /** The locale of the person who pressed; null for an unknown or expired link. */
  localeOf(token: string): Promise<string | null>;
  /** Binds the link to the browser that opens it first. */
  open(use: LinkUse): Promise<OpenedRegion>;
  /** The picture, for the browser that opened the link. */
  pictureOf(use: LinkUse): Promise<LinkedRegionPicture>;
  /** Checked before a region is received, so that a stranger's body is never read. */
  senderOf(use: LinkUse): Promise<RegionSender>;
  submit(
    use: LinkUse,
    region: { readonly mask: Uint8Array; readonly prompt: string },
  ): Promise<SubmittedRegion>;
  /** The prompt to edit before the nine parts are submitted; null for no modal. */
  modalFor(press: Pick<RegionPress, 'origin' | 'parentId'>): Promise<string | null>;
  /** Parts by number, 0 to 8 from the top left; without a prompt, the parent's. */
  submitParts(
    press: RegionPress,
    parts: readonly number[],
    prompt?: string,
  ): Promise<RequestOutcome>;
};

/** What the edges ask of Vary (Region), and what becomes of it. */

import type { JobId, RoleId } from '#domain/ids.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import type { Rejected } from '#domain/rejection.ts';
import type { Picture } from '#domain/result.ts';
import type { ArchivedFile } from '#ports/archive.ts';
import type { RequestOutcome } from './accept-job.ts';
import type { LinkProblem, LinkUse } from './region-links.ts';

/** The press that asks for a region, with what its job will come from. */
export type RegionPress = {
  readonly origin: JobOrigin;
  readonly parentId: JobId;
  readonly roleIds: readonly RoleId[];
};

/** Whether the prompt can be changed with the region: now, once remix is on, or never by that vendor. */
export type RegionWords = 'heeded' | 'with-remix' | 'kept';

/** What a press of Vary (Region) leads to: the editor, or choosing parts inside Discord. */
export type RegionOffer =
  | { readonly kind: 'link'; readonly url: string; readonly expiresAtMs: number }
  /** No page can be reached: the nine parts it is. */
  | {
      readonly kind: 'parts';
      readonly picture: Uint8Array;
      readonly mediaType: string;
      readonly words: RegionWords;
    }
  | Rejected;

/** What the editor is shown when it opens a link, or why it gets nothing. */
export type OpenedRegion =
  | {
      readonly kind: 'opened';
      readonly picture: Picture;
      readonly prompt: string;
      readonly words: RegionWords;
      readonly expiresAtMs: number;
    }
  | { readonly kind: LinkProblem };

/** The picture that the editor shows, or why it gets none. */
export type LinkedRegionPicture =
  | { readonly kind: 'found'; readonly file: ArchivedFile }
  | { readonly kind: LinkProblem };

/** Whether a region may be submitted by a link now, and whose link it is. */
export type RegionSender =
  | { readonly kind: 'ready'; readonly userId: JobOrigin['userId'] }
  | { readonly kind: LinkProblem };

/** What became of a submitted region. */
export type SubmittedRegion =
  | { readonly kind: 'accepted'; readonly job: Job }
  | Rejected
  /** Another region of the same person is being read. */
  | { readonly kind: 'busy' }
  | { readonly kind: LinkProblem };

/** Vary (Region), from the press to the job. Links last minutes and belong to one browser. */
export type RegionService = {
  offer(press: RegionPress): Promise<RegionOffer>;
  /** The language of whoever pressed; null for a link that is not known, or not any more. */
  localeOf(token: string): Promise<string | null>;
  /** Binds the link to the browser that opens it first. */
  open(use: LinkUse): Promise<OpenedRegion>;
  /** The picture, for the browser that opened the link. */
  pictureOf(use: LinkUse): Promise<LinkedRegionPicture>;
  /** Asked before a region is received, so that what a stranger sends is never read. */
  senderOf(use: LinkUse): Promise<RegionSender>;
  submit(
    use: LinkUse,
    region: { readonly mask: Uint8Array; readonly prompt: string },
  ): Promise<SubmittedRegion>;
  /** What the nine parts ask before they are submitted: the prompt to change, or null for nothing. */
  modalFor(press: Pick<RegionPress, 'origin' | 'parentId'>): Promise<string | null>;
  /** Parts by number, 0 to 8 from the upper left corner; without a prompt, the parent's. */
  submitParts(
    press: RegionPress,
    parts: readonly number[],
    prompt?: string,
  ): Promise<RequestOutcome>;
};

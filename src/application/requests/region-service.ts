/**
 * Vary (Region): which part of a picture is painted again. With a public address a link leads to an editor in
 * the browser; without one the nine parts of the picture are chosen inside Discord. Both end in the same
 * request. Nothing is spent before the region is sent off.
 */

import type { AppContext } from '#application/app-context.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { jobOffer } from '#application/views/job-offer.ts';
import { jobSeenBy } from '#application/views/job-seen-by.ts';
import type { Button } from '#domain/button.ts';
import { type JobId, parseJobId, type RoleId } from '#domain/ids.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import type { Visibility } from '#domain/member-settings.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { visibilityOf } from '#domain/prompt/read.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { Picture } from '#domain/result.ts';
import { supportNow } from './fallback-vendors.ts';
import { jobPrompt } from './job-prompt.ts';
import {
  createRegionLinks,
  type LinkProblem,
  type LinkUse,
  type RegionLink,
} from './region-links.ts';
import { partsOf } from './region-parts.ts';
import { DIALOG_CHARACTERS_MAX } from './remix.ts';
import { requestFollowUp } from './request-follow-up.ts';
import { promptRejected } from './written-prompt.ts';

/** The press that asks for a region, with what its job will come from. */
export type RegionPress = {
  readonly origin: JobOrigin;
  readonly parentId: JobId;
  readonly roleIds: readonly RoleId[];
};

export type RegionOffer =
  | { readonly kind: 'link'; readonly url: string; readonly expiresAtMs: number }
  /** No page can be reached: the nine parts it is. */
  | { readonly kind: 'parts'; readonly picture: Uint8Array; readonly mediaType: string }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

export type OpenedRegion =
  | {
      readonly kind: 'opened';
      readonly picture: Picture;
      readonly prompt: string;
      /** Other words would be heeded; where they would not, none are asked for. */
      readonly rewrites: boolean;
      readonly expiresAtMs: number;
    }
  | { readonly kind: LinkProblem };

export type SubmittedRegion =
  | { readonly kind: 'accepted'; readonly job: Job }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: LinkProblem };

export type RegionService = {
  offer(press: RegionPress): Promise<RegionOffer>;
  /** The language of whoever pressed; null for a link that is not known, or not any more. */
  localeOf(token: string): Promise<string | null>;
  /** Binds the link to the browser that opens it first. */
  open(use: LinkUse): Promise<OpenedRegion>;
  pictureOf(
    use: LinkUse,
  ): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string } | null>;
  submit(
    use: LinkUse,
    region: { readonly mask: Uint8Array; readonly prompt: string },
  ): Promise<SubmittedRegion>;
  /** What the nine parts ask before they are sent off: the prompt to change, or null for nothing. */
  modalFor(press: Pick<RegionPress, 'origin' | 'parentId'>): Promise<string | null>;
  /** Parts by number, 0 to 8 from the upper left corner; without a prompt, the parent's. */
  submitParts(
    press: RegionPress,
    parts: readonly number[],
    prompt?: string,
  ): Promise<RequestOutcome>;
};

/** Null where the words are the parent's own. */
type ChangedPrompt = {
  readonly prompt: string | null;
  readonly typedVisibility: Visibility | null;
};

const BUTTON: Button = { action: 'vary-region', cell: null };

/** The desk over its ports. */
export function createRegionService(context: AppContext): RegionService {
  const { store, archive, pictures, settings } = context;
  const links = createRegionLinks(context);
  // Reading a link and writing it back is one turn; two browsers that open it at once take turns.
  let turns: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(turn: () => Promise<Value>): Promise<Value> => {
    const next = turns.then(turn, turn);
    turns = next.catch(() => null);
    return next;
  };

  async function parentOf({ parentId, origin }: Pick<RegionLink, 'parentId' | 'origin'>) {
    const id = parseJobId(parentId);
    const job = await jobSeenBy(store, id, origin);
    const picture = job?.result?.kind === 'image' ? job.result.cells[0]?.picture : undefined;
    if (job === null || picture === undefined) return null;
    return { job, picture };
  }

  /** As with every other press, words are asked for under remix alone, and where they would be heeded. */
  const rewrites = async (parent: Job, userId: JobOrigin['userId']): Promise<boolean> =>
    supportNow(context, parent, BUTTON)?.rewrites === true &&
    (await store.memberSettings(userId)).remix;

  async function changedPrompt(parent: Job, { userId }: JobOrigin, typed: string) {
    const own = parent.request.prompt;
    const parsed = parsePrompt((await rewrites(parent, userId)) ? typed : own);
    const prompt = jobPrompt(parsed);
    // A blend's own has no words, and needs none.
    const typedVisibility = visibilityOf(parsed);
    if (prompt === own) return { kind: 'prompt', prompt: null, typedVisibility } as const;
    const problem = firstProblem(parsed);
    return problem === null
      ? ({ kind: 'prompt', prompt, typedVisibility } as const)
      : promptRejected(problem);
  }

  async function request(
    { origin, parentId, roleIds }: RegionPress,
    mask: Uint8Array,
    { prompt, typedVisibility }: ChangedPrompt,
  ): Promise<RequestOutcome> {
    const { key } = await archive.put(mask, 'image/png');
    const words = prompt === null ? {} : { prompt };
    return requestFollowUp(context, {
      origin,
      parentId,
      button: BUTTON,
      roleIds,
      mask: key,
      typedVisibility,
      ...words,
    });
  }

  return {
    offer: async (press) => {
      const parent = await parentOf(press);
      if (parent === null) return { kind: 'rejected', rejection: { kind: 'button-stale' } };
      if (!jobOffer(context, parent.job).some(({ action }) => action === 'vary-region')) {
        return { kind: 'rejected', rejection: { kind: 'button-stale' } };
      }
      if (settings.publicUrl === null) {
        const bytes = await archive.get(parent.picture.key);
        if (bytes === null) return { kind: 'rejected', rejection: { kind: 'button-stale' } };
        const preview = await pictures.preview(bytes);
        return { kind: 'parts', picture: preview.bytes, mediaType: preview.mediaType };
      }
      const { token, expiresAtMs } = await links.create(press);
      return { kind: 'link', url: `${settings.publicUrl}/region/${token}`, expiresAtMs };
    },
    localeOf: links.localeOf,
    open: (use) =>
      inTurn(async () => {
        const link = await links.find(use);
        if (typeof link === 'string') return { kind: link };
        const parent = await parentOf(link);
        if (parent === null) return { kind: 'unknown' };
        if (link.browser === null) await links.bind(use, link);
        return {
          kind: 'opened',
          picture: parent.picture,
          prompt: parent.job.request.prompt,
          rewrites: await rewrites(parent.job, link.origin.userId),
          expiresAtMs: link.expiresAtMs,
        };
      }),
    pictureOf: async (use) => {
      const link = await links.find(use);
      if (typeof link === 'string' || link.browser === null) return null;
      const parent = await parentOf(link);
      const bytes = parent === null ? null : await archive.get(parent.picture.key);
      return parent === null || bytes === null
        ? null
        : { bytes, mediaType: parent.picture.mediaType };
    },
    submit: (use, { mask, prompt }) =>
      inTurn(async () => {
        const link = await links.find(use);
        if (typeof link === 'string') return { kind: link };
        const parent = await parentOf(link);
        // A page that never opened the link has no business sending it off.
        if (parent === null || link.browser === null) return { kind: 'unknown' };
        const taken = await pictures.readMask(mask, parent.picture);
        if (taken.kind !== 'mask') {
          return { kind: 'rejected', rejection: { kind: 'region-refused', why: taken.kind } };
        }
        const changed = await changedPrompt(parent.job, link.origin, prompt);
        if (changed.kind === 'rejected') return changed;
        const press = { origin: link.origin, parentId: parent.job.id, roleIds: link.roleIds };
        const outcome = await request(press, taken.png, changed);
        if (outcome.kind === 'duplicate') return { kind: 'used' };
        if (outcome.kind === 'rejected') return outcome;
        // A crash before this line: the job's own interaction tells that the link was used.
        await links.close(use.token);
        await store.acknowledgeJob(outcome.job.id, null, context.clock.nowMs());
        context.wake();
        return { kind: 'accepted', job: outcome.job };
      }),
    modalFor: async ({ origin, parentId }) => {
      const parent = await parentOf({ origin, parentId });
      if (parent === null || !(await rewrites(parent.job, origin.userId))) return null;
      const { prompt } = parent.job.request;
      return prompt.length > DIALOG_CHARACTERS_MAX ? null : prompt;
    },
    submitParts: async (press, parts, prompt) => {
      const parent = await parentOf(press);
      if (parent === null) return { kind: 'rejected', rejection: { kind: 'button-stale' } };
      const chosen = partsOf(parent.picture).filter((_, place) => parts.includes(place));
      if (chosen.length === 0 || chosen.length === 9) {
        const why = chosen.length === 0 ? 'empty' : 'whole';
        return { kind: 'rejected', rejection: { kind: 'region-refused', why } };
      }
      const typed = prompt ?? parent.job.request.prompt;
      const changed = await changedPrompt(parent.job, press.origin, typed);
      if (changed.kind === 'rejected') return changed;
      return request(press, await pictures.drawMask(parent.picture, chosen), changed);
    },
  };
}

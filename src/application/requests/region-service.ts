/**
 * Vary (Region): regenerates a part of a picture. With a public address a link opens an editor in the browser; without
 * one the person chooses among nine parts inside Discord. Both end in the same request. Nothing is spent before the
 * region is submitted.
 */

import type { AppContext } from '#application/app-context.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { createTurns } from '#application/turns.ts';
import { rulesWith } from '#application/vendors/vendor-obstacle.ts';
import { jobOfferNow } from '#application/views/job-offer.ts';
import { jobSeenBy } from '#application/views/job-seen-by.ts';
import { isJobWithdrawn } from '#application/views/linked-outcome.ts';
import type { Button } from '#domain/button.ts';
import { partsOf } from '#domain/geometry.ts';
import { parseJobId } from '#domain/ids.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import type { Visibility } from '#domain/member-settings.ts';
import { withoutJobParameters } from '#domain/prompt/change.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { visibilityOf } from '#domain/prompt/read.ts';
import { rejected } from '#domain/rejection.ts';
import { acknowledgeJob } from './acknowledge-job.ts';
import { supportNow } from './fallback-vendors.ts';
import { jobPrompt } from './job-prompt.ts';
import { createRegionLinks, type LinkUse, type RegionLink } from './region-links.ts';
import type {
  RegionPress,
  RegionService,
  RegionWords,
  SubmittedRegion,
} from './region-outcomes.ts';
import { MODAL_CHARACTERS_MAX } from './remix.ts';
import { removedObstacle } from './removed-files.ts';
import { requestFollowUp } from './request-follow-up.ts';
import { promptRejected } from './written-prompt.ts';

/** `prompt` is null where it is the parent's own. */
type ChangedPrompt = {
  readonly prompt: ParsedPrompt | null;
  readonly typedVisibility: Visibility | null;
};

const BUTTON: Button = { action: 'vary-region', cell: null };

/** The service over its ports. */
export function createRegionService(context: AppContext): RegionService {
  const { store, archive, pictures, settings } = context;
  const links = createRegionLinks(context);
  /** People whose region is being processed: one each, so that nobody keeps others waiting. */
  const reading = new Set<JobOrigin['userId']>();
  /** Reading and binding a link is one turn: two browsers that open the same link take turns. */
  const inTurn = createTurns();

  async function parentOf({ parentId, origin }: Pick<RegionLink, 'parentId' | 'origin'>) {
    const id = parseJobId(parentId);
    const job = await jobSeenBy(store, id, origin);
    const picture = job?.result?.kind === 'image' ? job.result.cells[0]?.picture : undefined;
    if (job === null || picture === undefined) return null;
    return { job, picture };
  }

  const stale = ({ parentId }: Pick<RegionPress, 'parentId'>) =>
    ({ kind: 'button-stale', jobId: parentId }) as const;

  /** As for every other press, the prompt can be changed only in remix mode, and only where the vendor uses it. */
  async function wordsOn(parent: Job, userId: JobOrigin['userId']): Promise<RegionWords> {
    if (supportNow(context, parent, BUTTON)?.rewrites !== true) return 'kept';
    return (await store.memberSettings(userId)).remix ? 'heeded' : 'with-remix';
  }

  async function changedPrompt(parent: Job, { userId }: JobOrigin, typed: string) {
    const own = parent.request.prompt;
    const parsed = parsePrompt((await wordsOn(parent, userId)) === 'heeded' ? typed : own);
    // The prompt of a blend has no text, and needs none.
    const typedVisibility = visibilityOf(parsed);
    if (jobPrompt(parsed) === own)
      return { kind: 'prompt', prompt: null, typedVisibility } as const;
    const problem = firstProblem(parsed, rulesWith(context, parent.vendor));
    return problem === null
      ? ({ kind: 'prompt', prompt: withoutJobParameters(parsed), typedVisibility } as const)
      : promptRejected(problem);
  }

  async function request(
    { origin, parentId, roleIds }: RegionPress,
    mask: Uint8Array,
    { prompt, typedVisibility }: ChangedPrompt,
  ): Promise<RequestOutcome> {
    const { key } = await archive.stage(mask, 'image/png');
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

  async function findLinked(use: LinkUse) {
    const link = await links.find(use);
    if (typeof link === 'string') return { kind: link } as const;
    const parent = await parentOf(link);
    if (parent === null) return { kind: 'unknown' } as const;
    if (await isJobWithdrawn(store, parent.job)) return { kind: 'withdrawn' } as const;
    return { kind: 'ready', link, parent } as const;
  }

  /** A page that never opened the link may neither submit it nor see its picture. */
  async function findSender(use: LinkUse) {
    const found = await findLinked(use);
    return found.kind === 'ready' && found.link.browser === null
      ? ({ kind: 'unknown' } as const)
      : found;
  }

  async function accept(use: LinkUse, png: Uint8Array, prompt: string): Promise<SubmittedRegion> {
    // The link may have expired while the mask was read.
    const found = await findSender(use);
    if (found.kind !== 'ready') return found;
    const { link, parent } = found;
    const changed = await changedPrompt(parent.job, link.origin, prompt);
    if (changed.kind === 'rejected') return changed;
    const press = { origin: link.origin, parentId: parent.job.id, roleIds: link.roleIds };
    const outcome = await request(press, png, changed);
    if (outcome.kind === 'duplicate') return { kind: 'used' };
    if (outcome.kind === 'rejected') return outcome;
    // After a crash before this line the job's interaction shows that the link was used.
    await links.close(use.token);
    await acknowledgeJob(context, outcome.job.id, null);
    return { kind: 'accepted', job: outcome.job };
  }

  return {
    offer: async (press) => {
      const parent = await parentOf(press);
      if (parent === null) return rejected(stale(press));
      const removed = await removedObstacle(context, parent.job, 'vary-region');
      if (removed !== null) return rejected(removed);
      if (
        !(await jobOfferNow(context, parent.job)).some(({ action }) => action === 'vary-region')
      ) {
        return rejected(stale(press));
      }
      if (settings.publicUrl === null) {
        const bytes = await archive.get(parent.picture.key);
        if (bytes === null) return rejected(stale(press));
        const preview = await pictures.preview(bytes);
        if (preview === null) return rejected(stale(press));
        const words = await wordsOn(parent.job, press.origin.userId);
        return { kind: 'parts', picture: preview.bytes, mediaType: preview.mediaType, words };
      }
      const { token, expiresAtMs } = await links.create(press);
      return { kind: 'link', url: `${settings.publicUrl}/region/${token}`, expiresAtMs };
    },
    localeOf: links.localeOf,
    open: (use) =>
      inTurn(use.token, async () => {
        const found = await findLinked(use);
        if (found.kind !== 'ready') return found;
        const { link, parent } = found;
        if (link.browser === null) await links.bind(use, link);
        return {
          kind: 'opened',
          picture: parent.picture,
          prompt: parent.job.request.prompt,
          words: await wordsOn(parent.job, link.origin.userId),
          expiresAtMs: link.expiresAtMs,
        };
      }),
    pictureOf: async (use) => {
      const found = await findSender(use);
      if (found.kind !== 'ready') return found;
      const file = await archive.find(found.parent.picture.key);
      return file === null ? { kind: 'unknown' } : { kind: 'found', file };
    },
    senderOf: async (use) => {
      const found = await findSender(use);
      return found.kind === 'ready' ? { kind: 'ready', userId: found.link.origin.userId } : found;
    },
    submit: async (use, { mask, prompt }) => {
      const found = await findSender(use);
      if (found.kind !== 'ready') return found;
      const { userId } = found.link.origin;
      if (reading.has(userId)) return { kind: 'busy' };
      reading.add(userId);
      try {
        const taken = await pictures.readMask(mask, found.parent.picture);
        if (taken.kind !== 'mask') return rejected({ kind: 'region-refused', why: taken.kind });
        return await inTurn(use.token, () => accept(use, taken.png, prompt));
      } finally {
        reading.delete(userId);
      }
    },
    modalFor: async ({ origin, parentId }) => {
      const parent = await parentOf({ origin, parentId });
      if (parent === null || (await wordsOn(parent.job, origin.userId)) !== 'heeded') return null;
      const { prompt } = parent.job.request;
      return prompt.length > MODAL_CHARACTERS_MAX ? null : prompt;
    },
    submitParts: async (press, parts, prompt) => {
      const parent = await parentOf(press);
      if (parent === null) return rejected(stale(press));
      const chosen = partsOf(parent.picture).filter((_, place) => parts.includes(place));
      if (chosen.length === 0 || chosen.length === 9) {
        const why = chosen.length === 0 ? 'empty' : 'whole';
        return rejected({ kind: 'region-refused', why });
      }
      const typed = prompt ?? parent.job.request.prompt;
      const changed = await changedPrompt(parent.job, press.origin, typed);
      if (changed.kind === 'rejected') return changed;
      return request(press, await pictures.drawMask(parent.picture, chosen), changed);
    },
  };
}

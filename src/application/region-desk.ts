/**
 * Vary (Region): which part of a picture is painted again. With a public address a link leads to an editor in
 * the browser; it works once, for a quarter of an hour, in the first browser that opened it. Without one the
 * nine parts of the picture are chosen inside Discord. Both end in the same request. What a crash leaves of a
 * link is a fact that nobody can use after its time.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Button } from '#domain/button.ts';
import { type JobId, parseJobId, type RoleId } from '#domain/ids.ts';
import type { Job, JobOrigin } from '#domain/job.ts';
import { checkPrompt } from '#domain/prompt-check.ts';
import { parsePrompt } from '#domain/prompt-parse.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { Picture } from '#domain/result.ts';
import type { RequestOutcome } from './application.ts';
import type { Inside } from './inside.ts';
import { jobOffer } from './job-offer.ts';
import { jobPrompt } from './job-prompt.ts';
import { supportNow } from './move-follow-up.ts';
import { partsOf } from './region-parts.ts';
import { requestFollowUp } from './request-follow-up.ts';

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

/** Why a link opens nothing; the page says it in words. */
export type LinkProblem = 'unknown' | 'expired' | 'used' | 'elsewhere';

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

/** A link as its page presents it: the token in the address, and the browser it was opened in. */
export type LinkUse = { readonly token: string; readonly browser: string };

export type SubmittedRegion =
  | { readonly kind: 'accepted'; readonly job: Job }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: LinkProblem };

export type RegionDesk = {
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
  /** Parts by number, 0 to 8 from the upper left corner. */
  submitParts(press: RegionPress, parts: readonly number[]): Promise<RequestOutcome>;
};

/** The interaction's token lives for 15 minutes, and it is what progress is shown by. */
const LINK_LASTS_MS = 13 * 60_000;
const BUTTON: Button = { action: 'vary-region', cell: null };

const linkForm = z.object({
  parentId: z.string(),
  // Written by this file alone, from an origin that was whole.
  origin: z.custom<JobOrigin>((value) => typeof value === 'object' && value !== null),
  roleIds: z.custom<readonly RoleId[]>((value) => Array.isArray(value)),
  expiresAtMs: z.number(),
  browser: z.string().nullable(),
});
type Link = z.infer<typeof linkForm>;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const factOf = (token: string): string => `region/${hashOf(token)}`;

/** The desk over its ports. */
export function createRegionDesk(inside: Inside): RegionDesk {
  const { store, archive, pictures, settings } = inside;
  // Reading a link and writing it back is one turn; two browsers that open it at once take turns.
  let turns: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(turn: () => Promise<Value>): Promise<Value> => {
    const next = turns.then(turn, turn);
    turns = next.catch(() => null);
    return next;
  };

  async function find({ token, browser }: LinkUse): Promise<Link | LinkProblem> {
    const fact = await store.readFact(factOf(token));
    if (fact === null) return 'unknown';
    if (fact === '') return 'used';
    const link = linkForm.parse(JSON.parse(fact));
    if ((await store.findJobByInteraction(link.origin.interactionId)) !== null) return 'used';
    if (inside.clock.nowMs() >= link.expiresAtMs) return 'expired';
    return link.browser === null || link.browser === hashOf(browser) ? link : 'elsewhere';
  }

  async function parentOf({ parentId, origin }: Pick<Link, 'parentId' | 'origin'>) {
    const id = parseJobId(parentId);
    const job = id === null ? null : await store.findJob(id);
    const picture = job?.result?.kind === 'image' ? job.result.cells[0]?.picture : undefined;
    if (job?.origin.guildId !== origin.guildId || picture === undefined) return null;
    return { job, picture };
  }

  const rewrites = (parent: Job): boolean => supportNow(inside, parent, BUTTON)?.rewrites === true;

  async function request(
    { origin, parentId, roleIds }: RegionPress,
    mask: Uint8Array,
    prompt: string | null,
  ): Promise<RequestOutcome> {
    const { key } = await archive.put(mask, 'image/png');
    const words = prompt === null ? {} : { prompt };
    return requestFollowUp(inside, {
      origin,
      parentId,
      button: BUTTON,
      roleIds,
      mask: key,
      ...words,
    });
  }

  return {
    offer: async (press) => {
      const parent = await parentOf(press);
      if (parent === null) return { kind: 'rejected', rejection: { kind: 'button-stale' } };
      if (!jobOffer(inside, parent.job).some(({ action }) => action === 'vary-region')) {
        return { kind: 'rejected', rejection: { kind: 'button-stale' } };
      }
      if (settings.publicUrl === null) {
        const bytes = await archive.get(parent.picture.key);
        if (bytes === null) return { kind: 'rejected', rejection: { kind: 'button-stale' } };
        const preview = await pictures.preview(bytes);
        return { kind: 'parts', picture: preview.bytes, mediaType: preview.mediaType };
      }
      const token = inside.random.secret();
      const expiresAtMs = inside.clock.nowMs() + LINK_LASTS_MS;
      const link: Link = { ...press, expiresAtMs, browser: null };
      await store.saveFact(factOf(token), JSON.stringify(link));
      return { kind: 'link', url: `${settings.publicUrl}/region/${token}`, expiresAtMs };
    },
    localeOf: async (token) => {
      const fact = await store.readFact(factOf(token));
      return fact === null || fact === '' ? null : linkForm.parse(JSON.parse(fact)).origin.locale;
    },
    open: (use) =>
      inTurn(async () => {
        const link = await find(use);
        if (typeof link === 'string') return { kind: link };
        const parent = await parentOf(link);
        if (parent === null) return { kind: 'unknown' };
        if (link.browser === null) {
          const bound: Link = { ...link, browser: hashOf(use.browser) };
          await store.saveFact(factOf(use.token), JSON.stringify(bound));
        }
        return {
          kind: 'opened',
          picture: parent.picture,
          prompt: parent.job.request.prompt,
          rewrites: rewrites(parent.job),
          expiresAtMs: link.expiresAtMs,
        };
      }),
    pictureOf: async (use) => {
      const link = await find(use);
      if (typeof link === 'string' || link.browser === null) return null;
      const parent = await parentOf(link);
      const bytes = parent === null ? null : await archive.get(parent.picture.key);
      return parent === null || bytes === null
        ? null
        : { bytes, mediaType: parent.picture.mediaType };
    },
    submit: (use, { mask, prompt }) =>
      inTurn(async () => {
        const link = await find(use);
        if (typeof link === 'string') return { kind: link };
        const parent = await parentOf(link);
        // A page that never opened the link has no business sending it off.
        if (parent === null || link.browser === null) return { kind: 'unknown' };
        const taken = await pictures.readMask(mask, parent.picture);
        if (taken.kind !== 'mask') {
          return { kind: 'rejected', rejection: { kind: 'region-refused', why: taken.kind } };
        }
        const parsed = parsePrompt(rewrites(parent.job) ? prompt : parent.job.request.prompt);
        const [problem] = checkPrompt(parsed);
        if (problem !== undefined) {
          return { kind: 'rejected', rejection: { kind: 'prompt-problem', problem } };
        }
        const written = jobPrompt(parsed);
        const changed = written === parent.job.request.prompt ? null : written;
        const press = { origin: link.origin, parentId: parent.job.id, roleIds: link.roleIds };
        const outcome = await request(press, taken.png, changed);
        if (outcome.kind === 'duplicate') return { kind: 'used' };
        if (outcome.kind === 'rejected') return outcome;
        // A crash before this line: the job's own interaction tells that the link was used.
        await store.saveFact(factOf(use.token), '');
        await store.acknowledgeJob(outcome.job.id, null, inside.clock.nowMs());
        inside.wake();
        return { kind: 'accepted', job: outcome.job };
      }),
    submitParts: async (press, parts) => {
      const parent = await parentOf(press);
      if (parent === null) return { kind: 'rejected', rejection: { kind: 'button-stale' } };
      const chosen = partsOf(parent.picture).filter((_, place) => parts.includes(place));
      if (chosen.length === 0 || chosen.length === 9) {
        const why = chosen.length === 0 ? 'empty' : 'whole';
        return { kind: 'rejected', rejection: { kind: 'region-refused', why } };
      }
      return request(press, await pictures.drawMask(parent.picture, chosen), null);
    },
  };
}

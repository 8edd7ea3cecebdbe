/**
 * Links to the region editor: one-time, for a quarter of an hour, for the browser that opens them first. Relies
 * on the store to keep them over a restart. It never keeps a token, only what a token hashes to.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import type { Inside } from './inside.ts';

/** Why a link opens nothing; the page says it in words. */
export type LinkProblem = 'unknown' | 'expired' | 'used' | 'elsewhere';

/** A link as its page presents it: the token in the address, and the browser it was opened in. */
export type LinkUse = { readonly token: string; readonly browser: string };

const linkForm = z.object({
  parentId: z.string(),
  // Written by this file alone, from an origin that was whole.
  origin: z.custom<JobOrigin>((value) => typeof value === 'object' && value !== null),
  roleIds: z.custom<readonly RoleId[]>((value) => Array.isArray(value)),
  expiresAtMs: z.number(),
  browser: z.string().nullable(),
});
export type RegionLink = z.infer<typeof linkForm>;

/** The interaction's token lives for 15 minutes, and it is what progress is shown by. */
const LINK_LASTS_MS = 13 * 60_000;

export type RegionLinks = {
  /** A new link; its token is known to whoever gets this alone. */
  create(
    press: Pick<RegionLink, 'parentId' | 'origin' | 'roleIds'>,
  ): Promise<{ readonly token: string; readonly expiresAtMs: number }>;
  find(use: LinkUse): Promise<RegionLink | LinkProblem>;
  /** From now on only this browser has it. */
  bind(use: LinkUse, link: RegionLink): Promise<void>;
  close(token: string): Promise<void>;
  /** Of whoever pressed; null for a link that is over. */
  localeOf(token: string): Promise<string | null>;
};

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const factOf = (token: string): string => `region/${hashOf(token)}`;

/** The links over the store. */
export function createRegionLinks({
  store,
  clock,
  random,
}: Pick<Inside, 'store' | 'clock' | 'random'>): RegionLinks {
  const save = (token: string, link: RegionLink) =>
    store.saveFact(factOf(token), JSON.stringify(link));
  return {
    create: async (press) => {
      const token = random.secret();
      const expiresAtMs = clock.nowMs() + LINK_LASTS_MS;
      await save(token, { ...press, expiresAtMs, browser: null });
      return { token, expiresAtMs };
    },
    find: async ({ token, browser }) => {
      const fact = await store.readFact(factOf(token));
      if (fact === null) return 'unknown';
      if (fact === '') return 'used';
      const link = linkForm.parse(JSON.parse(fact));
      if ((await store.findJobByInteraction(link.origin.interactionId)) !== null) return 'used';
      if (clock.nowMs() >= link.expiresAtMs) return 'expired';
      return link.browser === null || link.browser === hashOf(browser) ? link : 'elsewhere';
    },
    bind: ({ token, browser }, link) => save(token, { ...link, browser: hashOf(browser) }),
    close: (token) => store.saveFact(factOf(token), ''),
    localeOf: async (token) => {
      const fact = await store.readFact(factOf(token));
      return fact === null || fact === '' ? null : linkForm.parse(JSON.parse(fact)).origin.locale;
    },
  };
}

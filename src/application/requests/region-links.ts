/**
 * Links to the region editor: for one use, for a quarter of an hour, bound to the browser that opens them first. The
 * store keeps them over a restart and deletes them when they expire. Only a token's hash is stored. Another press
 * replaces the person's earlier link.
 */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AppContext } from '#application/app-context.ts';
import type { RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import type { JobStore } from '#ports/job-store.ts';
import type { LinkStore } from '#ports/link-store.ts';

/**
 * Why a link does not open; the page shows a text for each. `withdrawn`: its picture was removed; `elsewhere`: another
 * browser opened it first.
 */
export type LinkProblem = 'unknown' | 'expired' | 'used' | 'elsewhere' | 'withdrawn';

/** A use of a link: the token in the address, and the browser. */
export type LinkUse = { readonly token: string; readonly browser: string };

const linkSchema = z.object({
  parentId: z.string(),
  // Written only by this file, from a complete origin.
  origin: z.custom<JobOrigin>((value) => typeof value === 'object' && value !== null),
  roleIds: z.custom<readonly RoleId[]>((value) => Array.isArray(value)),
  expiresAtMs: z.number(),
  browser: z.string().nullable(),
});

/** A stored link to the region editor. */
export type RegionLink = z.infer<typeof linkSchema>;

/** Less than the 15 minutes of the interaction's token, which shows the progress. */
const LINK_LASTS_MS = 13 * 60_000;

/** Creates links to the region editor and checks who uses them. The store keeps only a hash of each token. */
export type RegionLinks = {
  /** Creates a link; its token is stored nowhere else. */
  create(
    press: Pick<RegionLink, 'parentId' | 'origin' | 'roleIds'>,
  ): Promise<{ readonly token: string; readonly expiresAtMs: number }>;
  find(use: LinkUse): Promise<RegionLink | Exclude<LinkProblem, 'withdrawn'>>;
  /** Binds the link to this browser. */
  bind(use: LinkUse, link: RegionLink): Promise<void>;
  close(token: string): Promise<void>;
  /** The locale of the person who pressed; null for a link that is no longer open. */
  localeOf(token: string): Promise<string | null>;
};

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The links over the store. */
export function createRegionLinks({
  store,
  clock,
  random,
}: Pick<AppContext, 'clock' | 'random'> & { readonly store: LinkStore & JobStore }): RegionLinks {
  const read = async (token: string): Promise<RegionLink | 'unknown' | 'used'> => {
    const stored = await store.readLink(hashOf(token));
    if (stored === null) return 'unknown';
    return stored.value === '' ? 'used' : linkSchema.parse(JSON.parse(stored.value));
  };
  return {
    create: async (press) => {
      const nowMs = clock.nowMs();
      const token = random.secret();
      const expiresAtMs = nowMs + LINK_LASTS_MS;
      const link: RegionLink = { ...press, expiresAtMs, browser: null };
      const owner = `${press.origin.userId}/${press.parentId}`;
      const value = JSON.stringify(link);
      await store.addLink({ key: hashOf(token), owner, value, expiresAtMs }, nowMs);
      return { token, expiresAtMs };
    },
    find: async ({ token, browser }) => {
      const link = await read(token);
      if (typeof link === 'string') return link;
      if ((await store.findJobByInteraction(link.origin.interactionId)) !== null) return 'used';
      if (clock.nowMs() >= link.expiresAtMs) return 'expired';
      return link.browser === null || link.browser === hashOf(browser) ? link : 'elsewhere';
    },
    bind: ({ token, browser }, link) =>
      store.changeLink(hashOf(token), JSON.stringify({ ...link, browser: hashOf(browser) })),
    close: (token) => store.changeLink(hashOf(token), ''),
    localeOf: async (token) => {
      const link = await read(token);
      return typeof link === 'string' ? null : link.origin.locale;
    },
  };
}

/**
 * Links to the region editor: one-time, for a quarter of an hour, for the browser that opens them first. Relies
 * on the store to keep them over a restart, and to forget them after their time. It never keeps a token, only
 * what a token hashes to; a person who presses again has the new link alone, whoever opened the old one.
 */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AppContext } from '#application/app-context.ts';
import type { RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import type { JobStore } from '#ports/job-store.ts';
import type { LinkStore } from '#ports/link-store.ts';

/**
 * Why a link opens nothing; the page says it in words. `withdrawn`: its picture was taken away meanwhile; `elsewhere`:
 * another browser opened it first.
 */
export type LinkProblem = 'unknown' | 'expired' | 'used' | 'elsewhere' | 'withdrawn';

/** A link as its page presents it: the token in the address, and the browser it was opened in. */
export type LinkUse = { readonly token: string; readonly browser: string };

const linkSchema = z.object({
  parentId: z.string(),
  // Written by this file alone, from an origin that was whole.
  origin: z.custom<JobOrigin>((value) => typeof value === 'object' && value !== null),
  roleIds: z.custom<readonly RoleId[]>((value) => Array.isArray(value)),
  expiresAtMs: z.number(),
  browser: z.string().nullable(),
});

/** What a link to the region editor stands for, as it is stored. */
export type RegionLink = z.infer<typeof linkSchema>;

/** The interaction's token lives for 15 minutes, and it is what progress is shown by. */
const LINK_LASTS_MS = 13 * 60_000;

/** Creates links to the region editor and checks who uses them. The store keeps only a hash of each token. */
export type RegionLinks = {
  /** A new link; its token is known to whoever gets this alone. */
  create(
    press: Pick<RegionLink, 'parentId' | 'origin' | 'roleIds'>,
  ): Promise<{ readonly token: string; readonly expiresAtMs: number }>;
  find(use: LinkUse): Promise<RegionLink | Exclude<LinkProblem, 'withdrawn'>>;
  /** From now on only this browser has it. */
  bind(use: LinkUse, link: RegionLink): Promise<void>;
  close(token: string): Promise<void>;
  /** Of whoever pressed; null for a link that is over. */
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

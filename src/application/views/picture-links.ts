/**
 * Links to archived pictures and to job pages. A token is derived from a secret that never leaves the store, so that
 * knowing a picture's name, or the picture itself, opens nothing. Every picture link contains its expiry time; a page
 * link is valid until its server's links are renewed. Whether a job was removed is checked when a link is used
 * (`job-page.ts`, `read-linked-picture.ts`), not here.
 */
import { createHmac } from 'node:crypto';
import { isSameToken } from '#application/same-token.ts';
import type { GuildId, JobId } from '#domain/ids.ts';
import { DAY_MS, HOUR_MS } from '#domain/period.ts';
import type { Clock } from '#ports/clock.ts';
import type { FactStore } from '#ports/fact-store.ts';

type Picture = { readonly key: string; readonly mediaType: string };

/** Creates and checks links to the archive. */
export type PictureLinks = {
  /**
   * For vendors, valid for one to two days; the same link for whole days from `fromMs` (else UTC days), so that a
   * repeated request stays the same. Null without a public URL. The name has the usual file extension, which some
   * vendors check.
   */
  linkTo(picture: Picture, fromMs?: number): string | null;
  /** For people, in messages: as `linkTo`, valid for a month. */
  lastingLinkTo(picture: Picture): string | null;
  /** For vendors: a PNG needed while a job runs, such as a mask; valid for an hour. */
  shortLinkTo(key: string): string | null;
  /** `expired`: it was valid once; `unknown`: anything else. */
  checkPicture(token: string, key: string): 'valid' | 'expired' | 'unknown';
  /** The parts of a picture link under the public URL, unchecked; null for any other address. */
  partsOf(link: string): { readonly token: string; readonly key: string } | null;
  /** The page of a finished job in the given generation; null without a public URL. */
  pageOf(jobId: JobId, generation: number): string | null;
  /** The generation of a page link's token; null for a token that is not this job's. */
  pageGeneration(token: string, jobId: JobId): number | null;
  /** The generation of page links that is valid for a server's jobs. */
  currentGeneration(guildId: GuildId): Promise<number>;
  /** Invalidates every page link of the server's jobs; new links are made from then on. */
  renewPages(guildId: GuildId): Promise<void>;
};

const LASTING_DAYS = 30;
const PICTURE_TOKEN = /^([0-9a-z]{1,9})\.([\w-]{43})$/;
const PICTURE_LINK = /^\/pictures\/([\w.-]{1,64})\/(\w{1,64})\.\w{1,8}$/;
const PAGE_TOKEN = /^(?:([1-9a-z][0-9a-z]{0,5})\.)?([\w-]{43})$/;

/** Links under the public URL. */
export function createPictureLinks(settings: {
  readonly publicUrl: string | null;
  readonly secret: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly facts: Pick<FactStore, 'readFact' | 'replaceFact'>;
}): PictureLinks {
  const { publicUrl, clock, facts } = settings;
  const signed = (what: string): string =>
    createHmac('sha256', settings.secret).update(what).digest('base64url');
  const signedPicture = (until: string, key: string): string => signed(`picture/${key}/${until}`);
  /** The first generation has no number: links from before generations existed stay valid. */
  const signedPage = (jobId: JobId, generation: number): string =>
    signed(generation === 0 ? `page/${jobId}` : `page/${jobId}/${generation}`);
  const pictureLink = ({ key, mediaType }: Picture, untilMs: number): string | null => {
    const until = untilMs.toString(36);
    const name = `${key}.${extensionOf(mediaType)}`;
    return publicUrl === null
      ? null
      : `${publicUrl}/pictures/${until}.${signedPicture(until, key)}/${name}`;
  };
  const inDays = (days: number, fromMs = 0): number =>
    fromMs + (Math.floor((clock.nowMs() - fromMs) / DAY_MS) + days) * DAY_MS;
  const currentGeneration = async (guildId: GuildId): Promise<number> =>
    Number((await facts.readFact(factOf(guildId))) ?? 0);
  const renewPages = async (guildId: GuildId): Promise<void> => {
    const before = await facts.readFact(factOf(guildId));
    const saved = await facts.replaceFact(factOf(guildId), before, `${Number(before ?? 0) + 1}`);
    // Another renewal happened at the same moment: links made in between must end too.
    if (!saved) await renewPages(guildId);
  };
  return {
    linkTo: (picture, fromMs) => pictureLink(picture, inDays(2, fromMs)),
    lastingLinkTo: (picture) => pictureLink(picture, inDays(LASTING_DAYS + 1)),
    shortLinkTo: (key) => pictureLink({ key, mediaType: 'image/png' }, clock.nowMs() + HOUR_MS),
    checkPicture: (token, key) => {
      const [, until = '', signature = ''] = PICTURE_TOKEN.exec(token) ?? [];
      if (!isSameToken(signature, signedPicture(until, key))) return 'unknown';
      return Number.parseInt(until, 36) >= clock.nowMs() ? 'valid' : 'expired';
    },
    partsOf: (link) => {
      if (publicUrl === null || !link.startsWith(publicUrl)) return null;
      const [, token, key] = PICTURE_LINK.exec(link.slice(publicUrl.length)) ?? [];
      return token === undefined || key === undefined ? null : { token, key };
    },
    pageOf: (jobId, generation) => {
      if (publicUrl === null) return null;
      const named = generation === 0 ? '' : `${generation.toString(36)}.`;
      return `${publicUrl}/jobs/${jobId}/${named}${signedPage(jobId, generation)}`;
    },
    pageGeneration: (token, jobId) => {
      const [, named = '0', signature = ''] = PAGE_TOKEN.exec(token) ?? [];
      const generation = Number.parseInt(named, 36);
      return isSameToken(signature, signedPage(jobId, generation)) ? generation : null;
    },
    currentGeneration,
    renewPages,
  };
}

const factOf = (guildId: GuildId): string => `page-links:${guildId}`;

const extensionOf = (mediaType: string): string =>
  mediaType === 'image/jpeg' ? 'jpg' : (mediaType.split('/')[1] ?? 'bin');

/**
 * Addresses under which single pictures and the pages of jobs are fetched. A token is derived from a secret that
 * never leaves the store, so that knowing a picture's name, or the picture itself, opens nothing. Every picture
 * link ends at a time that is part of it; a page link holds until its server's links are renewed. What a job's
 * people take away is checked when a link is used (`job-page.ts`, `read-linked-picture.ts`), not here.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { GuildId, JobId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { FactStore } from '#ports/fact-store.ts';

type Picture = { readonly key: string; readonly mediaType: string };

/** Creates and checks links to the archive. */
export type PictureLinks = {
  /**
   * For vendors, for one to two days; the same for whole days from `fromMs` on (else by UTC), so that a request that is
   * repeated stays the same. Null without a public address. The name ends as files of its kind do, which some vendors
   * look at.
   */
  linkTo(picture: Picture, fromMs?: number): string | null;
  /** For people, who find it in a message: as `linkTo`, for a month. */
  lastingLinkTo(picture: Picture): string | null;
  /** For vendors: a PNG that is fetched while a job is being made, such as a mask, for an hour. */
  shortLinkTo(key: string): string | null;
  /** `expired`: it was one of ours; `unknown`: anything else. */
  checkPicture(token: string, key: string): 'valid' | 'expired' | 'unknown';
  /** What stands in a picture link under the public address, unchecked; null for any other address. */
  partsOf(link: string): { readonly token: string; readonly key: string } | null;
  /** The page of a finished job, in its server's current generation; null without a public address. */
  pageOf(jobId: JobId, generation: number): string | null;
  /** The generation that a page link's token is of; null for a token that is not this job's. */
  pageGeneration(token: string, jobId: JobId): number | null;
  /** The one generation of page links that a server's jobs can be opened with. */
  currentGeneration(guildId: GuildId): Promise<number>;
  /** Every page link of the server's jobs ends; new ones are given from now on. */
  renewPages(guildId: GuildId): Promise<void>;
};

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
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
  /** The first generation is not named: links from before there were generations hold. */
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
    // Somebody else renewed them at the same moment: older links than theirs have ended, theirs must too.
    if (!saved) await renewPages(guildId);
  };
  return {
    linkTo: (picture, fromMs) => pictureLink(picture, inDays(2, fromMs)),
    lastingLinkTo: (picture) => pictureLink(picture, inDays(LASTING_DAYS + 1)),
    shortLinkTo: (key) => pictureLink({ key, mediaType: 'image/png' }, clock.nowMs() + HOUR_MS),
    checkPicture: (token, key) => {
      const [, until = '', signature = ''] = PICTURE_TOKEN.exec(token) ?? [];
      if (!isSame(signature, signedPicture(until, key))) return 'unknown';
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
      return isSame(signature, signedPage(jobId, generation)) ? generation : null;
    },
    currentGeneration,
    renewPages,
  };
}

const factOf = (guildId: GuildId): string => `page-links:${guildId}`;

function isSame(token: string, wanted: string): boolean {
  const [given, expected] = [Buffer.from(token), Buffer.from(wanted)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const extensionOf = (mediaType: string): string =>
  mediaType === 'image/jpeg' ? 'jpg' : (mediaType.split('/')[1] ?? 'bin');

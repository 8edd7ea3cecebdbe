/**
 * Addresses under which vendors fetch single pictures of the archive. A token is derived from a secret that
 * never leaves the store, so that knowing a picture's name, or the picture itself, opens nothing.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { JobId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';

/** Creates and checks links to single pictures of the archive. */
export type PictureLinks = {
  /** Null without a public address. The name ends as files of its kind do, which some vendors look at. */
  linkTo(picture: { readonly key: string; readonly mediaType: string }): string | null;
  /** The same for a PNG that is fetched while a job is being made, such as a mask: it leads nowhere after an hour. */
  shortLinkTo(key: string): string | null;
  isTokenOf(token: string, key: string): boolean;
  /** The picture that one of these links leads to; null for any other address. */
  keyOf(link: string): string | null;
  /** The page of a finished job, for as long as the secret lasts; null without a public address. */
  pageOf(jobId: JobId): string | null;
  isPageToken(token: string, jobId: JobId): boolean;
};

const SHORT_MS = 60 * 60_000;
const SHORT_TOKEN = /^([0-9a-z]{1,12})\.([\w-]+)$/;
const OWN_LINK = /^([\w.-]+)\/(\w+)\.\w+$/;

/** Links under the public URL. */
export function createPictureLinks(settings: {
  readonly publicUrl: string | null;
  readonly secret: string;
  readonly clock: Pick<Clock, 'nowMs'>;
}): PictureLinks {
  const signed = (what: string): string =>
    createHmac('sha256', settings.secret).update(what).digest('base64url');
  const tokenOf = (key: string): string => signed(`picture/${key}`);
  const shortTokenOf = (until: string, key: string): string => signed(`picture/${key}/${until}`);
  const pageToken = (jobId: JobId): string => signed(`page/${jobId}`);
  const isTokenOf = (token: string, key: string): boolean => {
    const [, until, short] = SHORT_TOKEN.exec(token) ?? [];
    if (until === undefined || short === undefined) return isSame(token, tokenOf(key));
    const isDue = Number.parseInt(until, 36) >= settings.clock.nowMs();
    return isDue && isSame(short, shortTokenOf(until, key));
  };
  return {
    linkTo: ({ key, mediaType }) =>
      settings.publicUrl === null
        ? null
        : `${settings.publicUrl}/pictures/${tokenOf(key)}/${key}.${extensionOf(mediaType)}`,
    shortLinkTo: (key) => {
      if (settings.publicUrl === null) return null;
      const until = (settings.clock.nowMs() + SHORT_MS).toString(36);
      return `${settings.publicUrl}/pictures/${until}.${shortTokenOf(until, key)}/${key}.png`;
    },
    isTokenOf,
    pageOf: (jobId) =>
      settings.publicUrl === null
        ? null
        : `${settings.publicUrl}/jobs/${jobId}/${pageToken(jobId)}`,
    isPageToken: (token, jobId) => isSame(token, pageToken(jobId)),
    keyOf: (link) => {
      const root = `${settings.publicUrl}/pictures/`;
      if (settings.publicUrl === null || !link.startsWith(root)) return null;
      const [, token = '', key = ''] = OWN_LINK.exec(link.slice(root.length)) ?? [];
      return isTokenOf(token, key) ? key : null;
    },
  };
}

function isSame(token: string, wanted: string): boolean {
  const [given, expected] = [Buffer.from(token), Buffer.from(wanted)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const extensionOf = (mediaType: string): string =>
  mediaType === 'image/jpeg' ? 'jpg' : (mediaType.split('/')[1] ?? 'bin');

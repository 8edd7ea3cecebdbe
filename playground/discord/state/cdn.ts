import { createHmac } from 'node:crypto';
import type { PlaygroundClock } from '#playground/discord/clock.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import type { StoredFile } from './stored-message.ts';

/** The playground's picture server: every link is signed and stops working after a while. */
export type Cdn = {
  readonly keep: (file: StoredFile, place: FilePlace) => void;
  /** A fresh link. Reading a message again is how a client gets one. */
  readonly link: (file: StoredFile, place: FilePlace) => string;
  /** What `GET` on a link gives: the file, or why there is none. */
  readonly open: (url: URL) => StoredFile | 'unknown' | 'expired';
  /** The same file under a fresh link; `null` for a link that is not ours. */
  readonly refresh: (link: string) => string | null;
};

/** Files of people's options and of ephemeral answers live apart from messages' files. */
export type FilePlace = {
  readonly folder: 'attachments' | 'ephemeral-attachments';
  readonly ownerId: string;
};

export const createCdn = (options: {
  readonly clock: PlaygroundClock;
  readonly origin: () => string;
  readonly secret: string;
  readonly lifetimeMs?: number;
}): Cdn => {
  const files = new Map<string, StoredFile>();
  const lifetimeMs = options.lifetimeMs ?? limits.linkLifetimeMs;
  const pathOf = (file: StoredFile, place: FilePlace) =>
    `/${place.folder}/${place.ownerId}/${file.id}/${encodeURIComponent(file.filename)}`;
  const signature = (path: string, expires: string, issued: string) =>
    createHmac('sha256', options.secret).update(`${path}?${expires}&${issued}`).digest('hex');
  const sign = (path: string): string => {
    const issuedAt = Math.floor(options.clock.nowMs() / 1_000);
    const issued = issuedAt.toString(16);
    const expires = (issuedAt + Math.ceil(lifetimeMs / 1_000)).toString(16);
    const query = `ex=${expires}&is=${issued}&hm=${signature(path, expires, issued)}&`;
    return `${options.origin()}${path}?${query}`;
  };
  return {
    keep: (file, place) => {
      files.set(pathOf(file, place), file);
    },
    link: (file, place) => sign(pathOf(file, place)),
    open: (url) => {
      const file = files.get(url.pathname);
      if (file === undefined) return 'unknown';
      const expires = url.searchParams.get('ex') ?? '';
      const issued = url.searchParams.get('is') ?? '';
      const valid = url.searchParams.get('hm') === signature(url.pathname, expires, issued);
      const expiresAtMs = Number.parseInt(expires, 16) * 1_000;
      return valid && options.clock.nowMs() < expiresAtMs ? file : 'expired';
    },
    refresh: (link) => {
      const url = URL.parse(link);
      return url !== null && files.has(url.pathname) ? sign(url.pathname) : null;
    },
  };
};

/**
 * Brings what a person gave into the archive, at once: Discord's links to such files die within a day.
 * Relies on the fetcher for which addresses may be fetched at all. It keeps nothing that is no picture.
 */

import type { AppContext } from '#application/app-context.ts';
import type { GivenImage, JobOrigin } from '#domain/job.ts';
import type { Rejection, WhichImage } from '#domain/rejection.ts';
import type { FetchFailureKind } from '#ports/fetch-picture.ts';

/** A picture as it was given: a file that Discord holds, or a link. */
export type GivenFile = {
  readonly kind: 'file' | 'link';
  readonly url: string;
  /** As Discord says; null for a link. */
  readonly bytes: number | null;
  /** How a refusal names it; absent: by its number, where there are several. */
  readonly which?: WhichImage;
};

export type TakenImages =
  | { readonly kind: 'taken'; readonly images: readonly GivenImage[] }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** Pictures that one request may point at: as many as any vendor takes. */
export const IMAGES_MAX = 10;

/** As Midjourney takes them. */
const IMAGE_BYTES_MAX = 10 * 1024 * 1024;

/** Whose request it is. */
export type Requester = Pick<JobOrigin, 'userId' | 'guildId'>;

type Hands = Pick<AppContext, 'archive' | 'fetchPicture' | 'pictures' | 'links' | 'settings'>;
type Unusable = Extract<Rejection, { readonly kind: 'image-unusable' }>['why'];

const WHY = {
  refused: 'not-public',
  'not-found': 'not-reached',
  'too-large': 'too-large',
  'not-a-picture': 'not-a-picture',
  unreachable: 'not-reached',
  'timed-out': 'not-reached',
} as const satisfies Record<FetchFailureKind, Unusable>;

/** Every picture in its order, or the first that cannot be used. */
export async function takeImages(
  context: Hands,
  files: readonly GivenFile[],
  fetchedFor: Requester,
  most = IMAGES_MAX,
): Promise<TakenImages> {
  const rejected = (place: number, why: Unusable): TakenImages => {
    const numbered = files.length > 1 ? ({ kind: 'numbered', number: place + 1 } as const) : null;
    const which = files[place]?.which ?? numbered;
    return { kind: 'rejected', rejection: { kind: 'image-unusable', which, why } };
  };
  if (files.length > most) return rejected(most, 'too-many');
  const large = files.findIndex(({ bytes }) => (bytes ?? 0) > IMAGE_BYTES_MAX);
  if (large !== -1) return rejected(large, 'too-large');
  const taken = await Promise.all(files.map((file) => fetchImage(context, file, fetchedFor)));
  const usable: FetchedImage[] = [];
  for (const [place, one] of taken.entries()) {
    if (one.kind === 'unusable') return rejected(place, one.why);
    usable.push(one);
  }
  // Nothing is kept unless everything can be used.
  const images = await Promise.all(
    usable.map(async ({ bytes, ...image }): Promise<GivenImage> => {
      const { key } = await context.archive.put(bytes, image.mediaType);
      const { mediaType, width, height, url } = image;
      return { key, mediaType, width, height, bytes: bytes.byteLength, url };
    }),
  );
  return { kind: 'taken', images };
}

type FetchedImage = {
  readonly kind: 'usable';
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly url: string;
};
type Fetched = FetchedImage | { readonly kind: 'unusable'; readonly why: Unusable };

async function fetchImage(
  context: Hands,
  { kind, url }: GivenFile,
  fetchedFor: Requester,
): Promise<Fetched> {
  // A link of ours is read where it leads to; this machine may be no place to fetch from.
  const key = context.links.keyOf(url);
  const own = key === null ? null : await context.archive.get(key);
  if (own !== null) return probe(context, own, url);
  // Only what Discord itself holds may be anywhere: in the playground that is this machine.
  const trustedOrigins = kind === 'file' ? (context.settings.discordOrigins ?? []) : [];
  const bounds = { bytesMax: IMAGE_BYTES_MAX, fetchedFor };
  const fetched = await context.fetchPicture(url, { trustedOrigins, ...bounds });
  if (fetched.kind !== 'fetched') return { kind: 'unusable', why: WHY[fetched.kind] };
  return probe(context, fetched.bytes, url);
}

/** What the bytes are; in a format that every vendor takes, whatever it was given in. */
async function probe({ pictures }: Hands, bytes: Uint8Array, url: string): Promise<Fetched> {
  if (bytes.byteLength > IMAGE_BYTES_MAX) return { kind: 'unusable', why: 'too-large' };
  const probed = await pictures.probe(bytes);
  if (probed.kind === 'not-a-picture') return { kind: 'unusable', why: 'not-a-picture' };
  const given = { bytes, mediaType: probed.mediaType };
  const portable = await pictures.toPortable(given);
  if (portable === null) return { kind: 'unusable', why: 'not-a-picture' };
  const fitting = await pictures.fitToLimit(portable, IMAGE_BYTES_MAX);
  const fitted = fitting === given ? probed : await pictures.probe(fitting.bytes);
  if (fitted.kind === 'not-a-picture') return { kind: 'unusable', why: 'not-a-picture' };
  const { mediaType, width, height } = fitted;
  return { kind: 'usable', bytes: fitting.bytes, mediaType, width, height, url };
}

/**
 * Fetches what a person gave, at once: Discord's links to such files die within a day. It is put aside for the archive,
 * which gets it with the job that points at it.
 * Relies on the fetcher for which addresses may be fetched at all. It keeps nothing that is no picture.
 */

import type { AppContext } from '#application/app-context.ts';
import type { GivenImage, JobOrigin } from '#domain/job.ts';
import type { Rejected, Rejection, WhichImage } from '#domain/rejection.ts';
import type { FetchFailureKind } from '#ports/fetch-picture.ts';
import { readLinkedPicture } from './read-linked-picture.ts';

/** A picture as it was given: a file that Discord holds, or a link. */
export type GivenFile = {
  readonly kind: 'file' | 'link';
  readonly url: string;
  /** As Discord says; null for a link. */
  readonly bytes: number | null;
  /** How a refusal names it; absent: by its number, where there are several. */
  readonly which?: WhichImage;
};

/** The fetched pictures in the order given, or why one of them cannot be used. */
export type TakenImages =
  | { readonly kind: 'taken'; readonly images: readonly GivenImage[] }
  | Rejected;

/** Pictures that one request may point at: as many as any vendor takes. */
export const IMAGES_MAX = 10;

/** As Midjourney takes them, and every vendor that says so. */
const IMAGE_BYTES_MAX = 10 * 1024 * 1024;

/** What is fetched to be made as small as that: a photo of 48 megapixels, a screenshot of two screens. */
const GIVEN_BYTES_MAX = 25 * 1024 * 1024;

/** Whose request it is. */
export type Requester = Pick<JobOrigin, 'userId' | 'guildId'>;

type Hands = Pick<
  AppContext,
  'archive' | 'fetchPicture' | 'pictures' | 'links' | 'settings' | 'store' | 'vendors'
>;
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
    const bounds = why === 'too-large' ? { megabytesMax: largest / 1024 / 1024 } : {};
    return { kind: 'rejected', rejection: { kind: 'image-unusable', which, why, ...bounds } };
  };
  const largest = bytesMax(context);
  if (files.length > most) return rejected(most, 'too-many');
  const large = files.findIndex(({ bytes }) => (bytes ?? 0) > largest);
  if (large !== -1) return rejected(large, 'too-large');
  const taken = await Promise.all(files.map((file) => fetchImage(context, file, fetchedFor)));
  const images: GivenImage[] = [];
  for (const [place, one] of taken.entries()) {
    if (one.kind === 'unusable') return rejected(place, one.why);
    images.push(one.image);
  }
  return { kind: 'taken', images };
}

type Fetched =
  | { readonly kind: 'usable'; readonly image: GivenImage }
  | { readonly kind: 'unusable'; readonly why: Unusable };

async function fetchImage(
  context: Hands,
  { kind, url }: GivenFile,
  fetchedFor: Requester,
): Promise<Fetched> {
  // A link of ours is read where it leads to; this machine may be no place to fetch from.
  const linked = context.links.partsOf(url);
  const own = linked === null ? null : await readLinkedPicture(context, linked);
  if (own !== null) return setAside(context, own, url);
  context.pictures.prepare();
  // Only what Discord itself holds may be anywhere: in the playground that is this machine.
  const trustedOrigins = kind === 'file' ? (context.settings.discordOrigins ?? []) : [];
  let made: Promise<Fetched> | null = null;
  const meanwhile = (bytes: Uint8Array): Promise<Fetched> => {
    made ??= setAside(context, bytes, url);
    return made;
  };
  const bounds = { bytesMax: bytesMax(context), fetchedFor, meanwhile };
  const fetched = await context.fetchPicture(url, { trustedOrigins, wanted: 'inputs', ...bounds });
  if (fetched.kind !== 'fetched') return { kind: 'unusable', why: WHY[fetched.kind] };
  return meanwhile(fetched.bytes);
}

/**
 * Brings one into the form that every vendor reads and puts it on disk at once: forty of them would not fit into memory
 * beside each other. It is kept for good only once a job that points at it is accepted.
 */
async function setAside(context: Hands, given: Uint8Array, url: string): Promise<Fetched> {
  const outcome = await context.pictures.normalise(given, IMAGE_BYTES_MAX);
  if (outcome.kind !== 'picture') return { kind: 'unusable', why: outcome.kind };
  const { bytes, mediaType, givenType, width, height } = outcome;
  if (readsGivenLinks(context) && !COMMON_FORMATS.includes(givenType)) {
    return { kind: 'unusable', why: 'wrong-format' };
  }
  const { key } = await context.archive.stage(bytes, mediaType);
  return {
    kind: 'usable',
    image: { key, mediaType, width, height, bytes: bytes.byteLength, url },
  };
}

/**
 * What may be given. Without an address of the bot's own most vendors fetch what the person gave and not what
 * became of it here, so it must be small enough as it is.
 */
const bytesMax = ({ settings, vendors }: Hands): number =>
  settings.publicUrl !== null || vendors.every(({ capabilities }) => capabilities.readsBytes)
    ? GIVEN_BYTES_MAX
    : IMAGE_BYTES_MAX;

/** Formats that every vendor reads. */
const COMMON_FORMATS: readonly string[] = ['image/png', 'image/jpeg', 'image/webp'];

/**
 * Whether a vendor that reads these formats alone would fetch what the person gave: without an address of the bot's
 * own there is no link to what became of it here. No vendor of that kind takes uploads.
 */
const readsGivenLinks = ({ settings, vendors }: Hands): boolean =>
  settings.publicUrl === null &&
  vendors.some(({ capabilities }) => capabilities.commonFormatsOnly === true);

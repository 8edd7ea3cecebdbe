/**
 * Fetches the pictures that a person gave, at once: Discord's links to them expire within a day. They are staged for
 * the archive until a job uses them. The fetcher decides which addresses are allowed. Files that are not pictures are
 * not kept.
 */

import type { AppContext } from '#application/app-context.ts';
import type { GivenImage, JobOrigin } from '#domain/job.ts';
import { type Rejected, type Rejection, rejected, type WhichImage } from '#domain/rejection.ts';
import type { FetchFailureKind } from '#ports/fetch-picture.ts';
import { readLinkedPicture } from './read-linked-picture.ts';

/** A picture that a person gave: an attachment or a link. */
export type GivenFile = {
  readonly kind: 'file' | 'link';
  readonly url: string;
  /** The size by Discord; null for a link. */
  readonly bytes: number | null;
  /** How a refusal names it; absent: by its number if there are several. */
  readonly which?: WhichImage;
};

/** The fetched pictures in the order given, or why one of them cannot be used. */
export type TakenImages =
  | { readonly kind: 'taken'; readonly images: readonly GivenImage[] }
  | Rejected;

/** The most pictures of one request: as many as any vendor takes. */
export const IMAGES_MAX = 10;

/** Midjourney's limit, and that of every vendor that documents one. */
const IMAGE_BYTES_MAX = 10 * 1024 * 1024;

/** The limit for files that are then made smaller: a photo of 48 megapixels, a screenshot of two screens. */
const GIVEN_BYTES_MAX = 25 * 1024 * 1024;

/** The person and server that the request is from. */
export type Requester = Pick<JobOrigin, 'userId' | 'guildId'>;

type ImageContext = Pick<
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
  context: ImageContext,
  files: readonly GivenFile[],
  fetchedFor: Requester,
  most = IMAGES_MAX,
): Promise<TakenImages> {
  const unusable = (place: number, why: Unusable): TakenImages => {
    const numbered = files.length > 1 ? ({ kind: 'numbered', number: place + 1 } as const) : null;
    const which = files[place]?.which ?? numbered;
    const bounds = why === 'too-large' ? { megabytesMax: largest / 1024 / 1024 } : {};
    return rejected({ kind: 'image-unusable', which, why, ...bounds });
  };
  const largest = bytesMax(context);
  if (files.length > most) return unusable(most, 'too-many');
  const large = files.findIndex(({ bytes }) => (bytes ?? 0) > largest);
  if (large !== -1) return unusable(large, 'too-large');
  const taken = await Promise.all(files.map((file) => fetchImage(context, file, fetchedFor)));
  const images: GivenImage[] = [];
  for (const [place, one] of taken.entries()) {
    if (one.kind === 'unusable') return unusable(place, one.why);
    images.push(one.image);
  }
  return { kind: 'taken', images };
}

type Fetched =
  | { readonly kind: 'usable'; readonly image: GivenImage }
  | { readonly kind: 'unusable'; readonly why: Unusable };

async function fetchImage(
  context: ImageContext,
  { kind, url }: GivenFile,
  fetchedFor: Requester,
): Promise<Fetched> {
  // The bot's own links are read from the archive: it may not be able to fetch from itself.
  const linked = context.links.partsOf(url);
  const own = linked === null ? null : await readLinkedPicture(context, linked);
  if (own !== null) return setAside(context, own, url);
  context.pictures.prepare();
  // Only Discord's own files may be at a private address: in the playground that is this machine.
  const trustedOrigins = kind === 'file' ? (context.settings.discordOrigins ?? []) : [];
  let made: Promise<Fetched> | null = null;
  const meanwhile = (bytes: Uint8Array): Promise<Fetched> => {
    made ??= setAside(context, bytes, url);
    return made;
  };
  const bounds = { bytesMax: bytesMax(context), fetchedFor, meanwhile };
  const fetched = await context.fetchPicture(url, { trustedOrigins, wanted: 'inputs', ...bounds });
  if (fetched.kind !== 'fetched') {
    return { kind: 'unusable', why: URL.canParse(url) ? WHY[fetched.kind] : 'not-reached' };
  }
  return meanwhile(fetched.bytes);
}

/**
 * Converts a picture into a format that every vendor reads, and stages it on disk at once: forty of them would not fit
 * into memory. It is kept only once a job that uses it is accepted.
 */
async function setAside(context: ImageContext, given: Uint8Array, url: string): Promise<Fetched> {
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
 * The largest file a person may give. Without a public address most vendors fetch the original and not the smaller
 * copy, so the original must be small enough.
 */
const bytesMax = ({ settings, vendors }: ImageContext): number =>
  settings.publicUrl !== null || vendors.every(({ capabilities }) => capabilities.readsBytes)
    ? GIVEN_BYTES_MAX
    : IMAGE_BYTES_MAX;

/** Formats that every vendor reads. */
const COMMON_FORMATS: readonly string[] = ['image/png', 'image/jpeg', 'image/webp'];

/**
 * Whether a vendor that reads only these formats would fetch the original: without a public address there is no link to
 * the converted copy, and no such vendor takes uploads.
 */
const readsGivenLinks = ({ settings, vendors }: ImageContext): boolean =>
  settings.publicUrl === null &&
  vendors.some(({ capabilities }) => capabilities.commonFormatsOnly === true);

/**
 * Brings what a person gave into the one form that every vendor reads: 8 bit sRGB, upright, without metadata, as
 * PNG, JPEG or WebP, within the bytes a vendor takes. A photo's metadata says where it was taken, so it never
 * goes further than here. A picture in that form already is left as it is, byte for byte.
 */
import type { Metadata } from 'sharp';
import type { Attachment } from '#ports/messenger.ts';
import type { NormaliseOutcome } from '#ports/pictures.ts';
import { fitToLimit } from './fit-to-limit.ts';
import { inputFormat } from './picture-format.ts';
import { decoding } from './pixel-budget.ts';
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';

/** What every vendor that names formats names (APIXO: "JPG/PNG/WebP"). */
const COMMON_FORMATS: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp']);

/** Nobody sees the difference to the original. */
const JPEG_QUALITY = 95;

/**
 * What is written anew has at most so many pixels: 4096 a side, twice what any vendor makes. Writing 100 megapixels
 * as PNG keeps a core busy for ten seconds, and a GIF of one colour with as many has 70 kB.
 */
const WRITTEN_PIXELS_MAX = 4096 * 4096;

/** The picture in at most `bytesMax` bytes in the form that every vendor reads, or why it cannot be. */
export async function normalisePicture(
  bytes: Uint8Array,
  bytesMax: number,
): Promise<NormaliseOutcome> {
  const mediaType = inputFormat(bytes);
  if (mediaType === null) return notAPicture('not PNG, JPEG, WebP, GIF, AVIF or HEIC');
  try {
    const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
    const { width, height } = metadata.autoOrient;
    if (width * height > PIXELS_MAX)
      return notAPicture(`${width}x${height} is over 100 megapixels`);
    const isTooMuch = bytes.byteLength > bytesMax && width * height > WRITTEN_PIXELS_MAX;
    const common =
      isCommon(mediaType, metadata) && !isTooMuch
        ? { bytes, mediaType }
        : await decoding([bytes], () => convert(bytes, mediaType, metadata), 'input');
    const fitted = await fitToLimit(common, bytesMax, 'input');
    // Fitting may take pixels away, and a damaged head may have lied.
    const size = fitted.bytes === bytes ? { width, height } : await sharp(fitted.bytes).metadata();
    return {
      ...{ kind: 'picture', ...fitted, givenType: mediaType },
      ...{ width: size.width, height: size.height },
    };
  } catch (cause) {
    // The decoder of HEVC is under patents and not part of sharp's own builds; other builds have it.
    if (mediaType === 'image/heic') return { kind: 'heic' };
    return notAPicture(cause instanceof Error ? cause.message : 'unreadable');
  }
}

function isCommon(mediaType: string, metadata: Metadata): boolean {
  const { space, depth, isPalette, pages = 1, hasProfile, orientation = 1 } = metadata;
  const { exif, xmp, iptc, comments = [] } = metadata;
  return (
    COMMON_FORMATS.has(mediaType) &&
    space === 'srgb' &&
    depth === 'uchar' &&
    isPalette !== true &&
    pages === 1 &&
    !hasProfile &&
    orientation === 1 &&
    exif === undefined &&
    xmp === undefined &&
    iptc === undefined &&
    comments.length === 0
  );
}

/** The first frame, upright. What lost nothing before loses nothing now; a photo stays a JPEG. */
async function convert(
  bytes: Uint8Array,
  mediaType: string,
  { hasAlpha, autoOrient: { width, height } }: Metadata,
): Promise<Attachment> {
  const picture = sharp(bytes, { limitInputPixels: PIXELS_MAX }).autoOrient().toColourspace('srgb');
  const scale = Math.sqrt(WRITTEN_PIXELS_MAX / (width * height));
  if (scale < 1) picture.resize({ width: Math.max(1, Math.floor(width * scale)) });
  const isPhoto = mediaType === 'image/jpeg' || mediaType === 'image/heic';
  if (isPhoto && !hasAlpha) {
    const jpeg = picture.jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' });
    return { bytes: await jpeg.toBuffer(), mediaType: 'image/jpeg' };
  }
  return { bytes: await picture.png().toBuffer(), mediaType: 'image/png' };
}

const notAPicture = (detail: string): NormaliseOutcome => ({ kind: 'not-a-picture', detail });

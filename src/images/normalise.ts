/**
 * Normalises an uploaded picture to a form that every vendor reads: 8 bit sRGB, upright, without metadata, as PNG, JPEG
 * or WebP, within the vendor's size limit. A photo's metadata may contain its location, so it is removed here. A
 * picture already in that form is unchanged, byte for byte.
 */
import type { Metadata } from 'sharp';
import type { Attachment } from '#ports/messenger.ts';
import type { NormaliseOutcome } from '#ports/pictures.ts';
import { fitToLimit } from './fit-to-limit.ts';
import { inputFormat } from './picture-format.ts';
import { decoding } from './pixel-budget.ts';
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';

/** The formats documented by every vendor that names any (APIXO: "JPG/PNG/WebP"). */
const COMMON_FORMATS: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp']);

/** The difference to the original is invisible. */
const JPEG_QUALITY = 95;

/**
 * The pixel limit of re-encoded pictures: 4096 per side, twice any vendor's size. Encoding 100 megapixels as PNG takes
 * a core ten seconds, and a single-colour GIF of that size has 70 kB.
 */
const WRITTEN_PIXELS_MAX = 4096 * 4096;

/** The normalised picture in at most `bytesMax` bytes, or the reason for failure. */
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
    // Fitting may have reduced the size, and a damaged header may be wrong.
    const size = fitted.bytes === bytes ? { width, height } : await sharp(fitted.bytes).metadata();
    return {
      kind: 'picture',
      ...fitted,
      givenType: mediaType,
      width: size.width,
      height: size.height,
    };
  } catch (cause) {
    // HEVC is patented, so sharp's own builds have no decoder; other builds do.
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

/** The first frame, upright. Lossless formats stay lossless; a photo stays a JPEG. */
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

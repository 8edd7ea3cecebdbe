import type { Attachment } from '#ports/messenger.ts';
import { type DecodingPurpose, decoding } from './pixel-budget.ts';
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';

/** From what nobody can tell from the original to what still looks good at full size. */
const QUALITIES = [95, 90, 82] as const;
const SMALLER_QUALITY = 82;
const ATTEMPTS_MAX = 7;
/** Part of the limit that a shrunken picture aims at, and above which no better one is sought. */
const AIM = 0.9;
const GOOD_ENOUGH = 0.7;
const SIDE_MAX = 16_383;

/**
 * The picture in at most `bytesMax` bytes, losing as little as possible: untouched where it fits,
 * then as WebP at falling quality, and only then with fewer pixels.
 */
export async function fitToLimit(
  attachment: Attachment,
  bytesMax: number,
  purpose: DecodingPurpose = 'result',
): Promise<Attachment> {
  if (attachment.bytes.byteLength <= bytesMax) return attachment;
  return decoding([attachment.bytes], () => shrink(attachment, bytesMax), purpose);
}

async function shrink(attachment: Attachment, bytesMax: number): Promise<Attachment> {
  const { width, height } = await sharp(attachment.bytes).metadata();
  const whole = Math.min(1, SIDE_MAX / Math.max(width, height));
  let size = Number.POSITIVE_INFINITY;
  for (const quality of QUALITIES) {
    const bytes = await encode(attachment.bytes, whole, quality);
    if (bytes.byteLength <= bytesMax) return { bytes, mediaType: 'image/webp' };
    size = bytes.byteLength;
  }
  // Bytes go with the area, so the side with its root; each attempt corrects the last one's error.
  let best: Uint8Array | null = null;
  let fits = 0;
  let tooLarge = whole;
  let scale = whole;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const wanted = scale * Math.sqrt((bytesMax * AIM) / size);
    scale = Math.min(
      Math.max(wanted, fits + (tooLarge - fits) * 0.1),
      fits + (tooLarge - fits) * 0.9,
    );
    const bytes = await encode(attachment.bytes, scale, SMALLER_QUALITY);
    size = bytes.byteLength;
    if (size > bytesMax) tooLarge = scale;
    else [best, fits] = [bytes, scale];
    if (best === bytes && size > bytesMax * GOOD_ENOUGH) break;
  }
  if (!best) throw new RangeError(`No picture fits in ${bytesMax} bytes`);
  return { bytes: best, mediaType: 'image/webp' };

  async function encode(bytes: Uint8Array, factor: number, quality: number): Promise<Uint8Array> {
    const picture = sharp(bytes, { animated: true, limitInputPixels: PIXELS_MAX }).autoOrient();
    if (factor < 1) picture.resize({ width: Math.max(1, Math.floor(width * factor)) });
    return picture.webp({ quality, effort: 2 }).toBuffer();
  }
}

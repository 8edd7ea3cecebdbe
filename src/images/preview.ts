import type { Attachment } from '#ports/messenger.ts';
import { decoding } from './pixel-budget.ts';
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';

const LONG_SIDE = 512;

/**
 * A small version for progress messages: 512 pixels on the long side, or as it is when smaller. Null for what
 * begins like a picture and cannot be decoded.
 */
export async function makePreview(picture: Uint8Array): Promise<Attachment | null> {
  try {
    const bytes = await decoding([picture], () =>
      sharp(picture, { limitInputPixels: PIXELS_MAX })
        .autoOrient()
        .resize({ width: LONG_SIDE, height: LONG_SIDE, fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 80, effort: 2 })
        .toBuffer(),
    );
    return { bytes, mediaType: 'image/webp' };
  } catch {
    // The decoder says no more than that it cannot; a preview is not worth more.
    return null;
  }
}

import type { Attachment } from '#ports/messenger.ts';
import { decoding } from './pixel-budget.ts';
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';

const LONG_SIDE = 512;

/** A small version for progress messages: at most 512 pixels on the long side. Null if it cannot be decoded. */
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
    // The decoder gives no useful detail, and previews are optional.
    return null;
  }
}

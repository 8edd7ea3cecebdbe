import type { Attachment } from '#ports/messenger.ts';
import { decoding } from './pixel-budget.ts';
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';

/** Formats that every vendor takes as an input; APIXO's page names just these. */
const PORTABLE: readonly string[] = ['image/png', 'image/jpeg', 'image/webp'];

/**
 * The same picture in a format that every vendor takes: as it is, or as PNG; of an animation the first frame.
 * Null for what begins like a picture and cannot be decoded.
 */
export async function toPortable(given: Attachment): Promise<Attachment | null> {
  if (PORTABLE.includes(given.mediaType)) return given;
  try {
    const bytes = await decoding([given.bytes], () =>
      sharp(given.bytes, { limitInputPixels: PIXELS_MAX }).autoOrient().png().toBuffer(),
    );
    return { bytes, mediaType: 'image/png' };
  } catch {
    // The decoder says no more than that it cannot.
    return null;
  }
}

import type { ProbeOutcome } from '#ports/pictures.ts';
import { pictureFormat } from './picture-format.ts';
import { sharp } from './sharp.ts';

/** Above this a few kilobytes can decode to more memory than the machine has. */
export const PIXELS_MAX = 100_000_000;

/** The type and size of the bytes, from their header only: nothing is decoded. */
export async function probePicture(bytes: Uint8Array): Promise<ProbeOutcome> {
  const mediaType = pictureFormat(bytes);
  if (mediaType === null) return refused('not PNG, JPEG, WebP, GIF or AVIF');
  try {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
    const { width, height } = autoOrient;
    if (width * height > PIXELS_MAX) return refused(`${width}x${height} is over 100 megapixels`);
    return { kind: 'picture', mediaType, width, height };
  } catch (cause) {
    return refused(cause instanceof Error ? cause.message : 'unreadable');
  }
}

function refused(detail: string): ProbeOutcome {
  return { kind: 'not-a-picture', detail };
}

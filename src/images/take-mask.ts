import type { Rectangle, Size } from '#domain/geometry.ts';
import type { MaskOutcome } from '#ports/pictures.ts';
import { readMask, writeMask } from './mask.ts';
import { probePicture } from './probe.ts';

/** Normalises an uploaded mask to pure black and white. `size` is the size of the parent's picture. */
export async function takeMask(bytes: Uint8Array, size: Size): Promise<MaskOutcome> {
  const probed = await probePicture(bytes);
  if (probed.kind === 'not-a-picture') return { kind: 'not-a-mask' };
  if (probed.width !== size.width || probed.height !== size.height) return { kind: 'wrong-size' };
  // A file may start like a picture and be damaged later.
  const mask = await readMask(bytes, size, 'white').catch(() => null);
  if (mask === null) return { kind: 'not-a-mask' };
  if (mask.covers === 'none') return { kind: 'empty' };
  if (mask.covers === 'whole') return { kind: 'whole' };
  return { kind: 'mask', png: await writeMask(mask, 'white') };
}

/** A mask that is white in these parts, which may touch and overlap. */
export async function drawMask(
  { width, height }: Size,
  parts: readonly Rectangle[],
): Promise<Uint8Array> {
  const data = new Uint8Array(width * height);
  for (const part of parts) {
    for (let y = part.top; y < part.top + part.height; y++) {
      data.fill(255, y * width + part.left, y * width + part.left + part.width);
    }
  }
  return writeMask({ width, height, data }, 'white');
}

import sharp from 'sharp';
import type { Size } from '#domain/geometry.ts';

/** Discord's own page refuses smaller ones. */
const AREA_MIN = 10_000;

/** How a mask says "repaint this": white beside black, white beside holes, or holes. */
export type MaskReading = 'white-on-black' | 'white' | 'transparent';

/** A mask as it was understood, white on black; or what is wrong with it for a picture of that size. */
export type ReadMask =
  | { readonly kind: 'mask'; readonly png: string }
  | { readonly kind: 'problem'; readonly why: string };

const problem = (why: string): ReadMask => ({ kind: 'problem', why });

/** Reads a mask, a data address or base64 alone; of any size where the picture's is not known. */
export async function readMask(
  dataUrl: string,
  size: Size | null,
  reading: MaskReading,
): Promise<ReadMask> {
  const bytes = Buffer.from(dataUrl.replace(/^data:image\/png;base64,/, ''), 'base64');
  const decoded = await sharp(bytes)
    .ensureAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(() => null);
  if (decoded === null) return problem('the mask is no picture');
  const { data, info } = decoded;
  if (size !== null && (info.width !== size.width || info.height !== size.height)) {
    return problem(
      `the mask is ${info.width}x${info.height}, the picture ${size.width}x${size.height}`,
    );
  }
  const white = Buffer.alloc(info.width * info.height);
  let transparent = 0;
  for (let pixel = 0; pixel < white.length; pixel++) {
    const place = pixel * info.channels;
    const [red = 0, alpha = 0] = [data[place], data[place + info.channels - 1]];
    if (alpha < 255) transparent++;
    const isRepainted = reading === 'transparent' ? alpha < 128 : red >= 128 && alpha >= 128;
    white[pixel] = isRepainted ? 255 : 0;
  }
  const repainted = white.filter((value) => value > 0).length;
  if (reading === 'white-on-black' && transparent > 0) return problem('the mask is not opaque');
  if (repainted < AREA_MIN) return problem('the mask repaints too little');
  if (repainted === white.length) return problem('the mask repaints everything');
  const raw = { width: info.width, height: info.height, channels: 1 } as const;
  const png = await sharp(white, { raw }).png().toBuffer();
  return { kind: 'mask', png: png.toString('base64') };
}

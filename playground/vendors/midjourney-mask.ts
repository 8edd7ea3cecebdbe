import sharp from 'sharp';
import type { Size } from '#domain/geometry.ts';

/** Discord's own page refuses smaller ones. */
const AREA_MIN = 10_000;

/** How a mask says "repaint this": white beside black, white beside holes, or holes. */
export type MaskReading = 'white-on-black' | 'white' | 'transparent';

/** What is wrong with a mask for a picture of that size; null where nothing is. */
export async function maskProblem(
  dataUrl: string,
  size: Size,
  reading: MaskReading,
): Promise<string | null> {
  const bytes = Buffer.from(dataUrl.replace(/^data:image\/png;base64,/, ''), 'base64');
  const decoded = await sharp(bytes)
    .ensureAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(() => null);
  if (decoded === null) return 'the mask is no picture';
  const { data, info } = decoded;
  if (info.width !== size.width || info.height !== size.height) {
    return `the mask is ${info.width}x${info.height}, the picture ${size.width}x${size.height}`;
  }
  let [repainted, transparent] = [0, 0];
  for (let pixel = 0; pixel < data.length; pixel += info.channels) {
    const [red = 0, alpha = 0] = [data[pixel], data[pixel + info.channels - 1]];
    if (alpha < 255) transparent++;
    if (reading === 'transparent' ? alpha < 128 : red >= 128 && alpha >= 128) repainted++;
  }
  if (reading === 'white-on-black' && transparent > 0) return 'the mask is not opaque';
  if (repainted < AREA_MIN) return 'the mask repaints too little';
  return repainted === info.width * info.height ? 'the mask repaints everything' : null;
}

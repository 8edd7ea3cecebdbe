// Masks as everyone means them: which pixels of a picture are painted again.
// Inside the bot a mask is one byte a pixel, 255 repaint and 0 keep, exactly the picture's size.
// Vendors disagree about colours; this file alone knows both ways round.
import type { Size } from '#domain/geometry.ts';
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';

/** How a mask file says "repaint this": by white, by black, or by a hole in it. */
/** One byte a pixel: 128 and more is repainted. */
export type RawMask = Size & { readonly data: Uint8Array };

export type MaskPolarity = 'white' | 'black' | 'transparent';

export type Mask = RawMask & {
  /** `none` and `whole` are what a person hardly means; whoever asks may say so. */
  readonly covers: 'none' | 'part' | 'whole';
  /** Repainted part of the area, 0 to 1. */
  readonly share: number;
};

const THRESHOLD = 128;

/** Reads a mask of any size and format as the mask of a picture of this size. */
export async function readMask(
  bytes: Uint8Array,
  size: Size,
  polarity: MaskPolarity,
): Promise<Mask> {
  const picture = sharp(bytes, { limitInputPixels: PIXELS_MAX }).autoOrient();
  const grey = await (polarity === 'transparent'
    ? picture.ensureAlpha().extractChannel('alpha')
    : // What is not painted on at all means "keep", whichever colour that is.
      picture
        .flatten({ background: polarity === 'white' ? '#000' : '#fff' })
        .greyscale()
        .extractChannel(0)
  )
    .resize({ width: size.width, height: size.height, fit: 'fill' })
    .raw()
    .toBuffer();
  const data = new Uint8Array(grey.byteLength);
  let repainted = 0;
  for (const [pixel, value] of grey.entries()) {
    if (value >= THRESHOLD !== (polarity === 'white')) continue;
    data[pixel] = 255;
    repainted++;
  }
  return {
    width: size.width,
    height: size.height,
    data,
    covers: repainted === 0 ? 'none' : repainted === data.length ? 'whole' : 'part',
    share: repainted / data.length,
  };
}

/** Writes a mask as PNG the way a vendor wants it: grey, or for `transparent` black with holes. */
export async function writeMask(mask: RawMask, polarity: MaskPolarity): Promise<Uint8Array> {
  const { width, height } = mask;
  if (polarity === 'transparent') {
    const rgba = Buffer.alloc(width * height * 4);
    for (const [pixel, value] of mask.data.entries()) rgba[pixel * 4 + 3] = 255 - value;
    return sharp(rgba, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer();
  }
  const grey = polarity === 'white' ? mask.data : mask.data.map((value) => 255 - value);
  return sharp(grey, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

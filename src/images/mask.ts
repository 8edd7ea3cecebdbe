// Masks: the pixels of a picture to repaint. Internally a mask has one byte per pixel, 255 repaint and 0 keep, and
// exactly the picture's size. Vendors disagree about colours; only this file handles both polarities.
import type { Size } from '#domain/geometry.ts';
import { decoding, holding } from './pixel-budget.ts';
import { PIXELS_MAX } from './probe.ts';
import { sharp } from './sharp.ts';

/** One byte per pixel: 128 and more is repainted. */
export type RawMask = Size & { readonly data: Uint8Array };

/** The pixels that a mask marks for repainting: white, black, or transparent ones. */
export type MaskPolarity = 'white' | 'black' | 'transparent';

/** A mask as raw pixels, with its coverage. */
export type Mask = RawMask & {
  /** `none` and `whole` are probably mistakes, which the caller may report. */
  readonly covers: 'none' | 'part' | 'whole';
  /** Repainted part of the area, 0 to 1. */
  readonly share: number;
};

const THRESHOLD = 128;

/** Reads a mask of any size and format, scaled to a picture of this size; rejects if it is not a picture. */
export function readMask(bytes: Uint8Array, size: Size, polarity: MaskPolarity): Promise<Mask> {
  return decoding([bytes], () => decodeMask(bytes, size, polarity));
}

async function decodeMask(bytes: Uint8Array, size: Size, polarity: MaskPolarity): Promise<Mask> {
  const picture = sharp(bytes, { limitInputPixels: PIXELS_MAX }).autoOrient();
  const grey = (
    polarity === 'transparent'
      ? picture.ensureAlpha().extractChannel('alpha')
      : // What is not painted on at all means "keep", whichever colour that is.
        picture
          .flatten({ background: polarity === 'white' ? '#000' : '#fff' })
          .greyscale()
          .extractChannel(0)
  ).resize({ width: size.width, height: size.height, fit: 'fill' });
  const raw = { width: size.width, height: size.height, channels: 1 as const };
  // Done entirely by the library's threads: a mask may have a hundred million pixels.
  const asWhite = await grey.toColourspace('b-w').raw().toBuffer();
  const clear = sharp(asWhite, { raw }).threshold(THRESHOLD);
  const data = await (polarity === 'white' ? clear : clear.negate())
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const [channel] = (await sharp(data, { raw }).stats()).channels;
  if (channel === undefined) throw new RangeError('A mask without a channel');
  return {
    ...size,
    data,
    covers: channel.max === 0 ? 'none' : channel.min === 255 ? 'whole' : 'part',
    share: channel.sum / (255 * size.width * size.height),
  };
}

/** Writes a mask as PNG in a vendor's polarity: grey, or for `transparent` black with holes. */
export function writeMask(mask: RawMask, polarity: MaskPolarity): Promise<Uint8Array> {
  return holding(mask.width * mask.height, () => encodeMask(mask, polarity));
}

async function encodeMask(mask: RawMask, polarity: MaskPolarity): Promise<Uint8Array> {
  const { width, height } = mask;
  const white = sharp(mask.data, { raw: { width, height, channels: 1 } });
  if (polarity === 'transparent') {
    const holes = await white.negate().toColourspace('b-w').raw().toBuffer();
    return sharp({ create: { width, height, channels: 3, background: '#000' } })
      .joinChannel(holes, { raw: { width, height, channels: 1 } })
      .png()
      .toBuffer();
  }
  return (polarity === 'white' ? white : white.negate()).toColourspace('b-w').png().toBuffer();
}

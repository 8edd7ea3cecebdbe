import { describe, expect, test } from 'vitest';
import { type MaskPolarity, readMask, writeMask } from '#images/mask.ts';
import { sharp } from '#images/sharp.ts';

const SIZE = { width: 40, height: 20 };
const POLARITIES: readonly MaskPolarity[] = ['white', 'black', 'transparent'];

/** A mask of the left half. */
function leftHalf() {
  const data = new Uint8Array(800);
  for (let y = 0; y < 20; y++) data.fill(255, y * 40, y * 40 + 20);
  return { ...SIZE, data };
}

describe('a mask', () => {
  for (const written of POLARITIES) {
    test(`survives being written and read as ${written}`, async () => {
      const read = await readMask(await writeMask(leftHalf(), written), SIZE, written);
      expect(Buffer.from(read.data).equals(Buffer.from(leftHalf().data))).toBe(true);
      expect(read).toMatchObject({ covers: 'part', share: 0.5 });
    });
  }

  test('read with the other colour is its opposite', async () => {
    const read = await readMask(await writeMask(leftHalf(), 'white'), SIZE, 'black');
    expect([...read.data]).toEqual([...leftHalf().data].map((value) => 255 - value));
  });

  test('takes the exact size of the picture, whatever size it was drawn at', async () => {
    const bytes = await writeMask(leftHalf(), 'white');
    const read = await readMask(bytes, { width: 101, height: 77 }, 'white');
    expect(read.data).toHaveLength(101 * 77);
    expect(read.share).toBeCloseTo(0.5, 1);
    expect(new Set(read.data)).toEqual(new Set([0, 255]));
  });

  test.each([
    [127, 'none'],
    [128, 'whole'],
  ])('grey %i counts as %s', async (value, covers) => {
    const background = { r: value, g: value, b: value };
    const bytes = await sharp({ create: { ...SIZE, channels: 3, background } })
      .png()
      .toBuffer();
    expect(await readMask(bytes, SIZE, 'white')).toMatchObject({ covers });
  });

  test.each(['white', 'black'] as const)(
    'painted with nothing repaints nothing (%s)',
    async (polarity) => {
      const background = { r: 0, g: 0, b: 0, alpha: 0 };
      const bytes = await sharp({ create: { ...SIZE, channels: 4, background } })
        .png()
        .toBuffer();
      expect(await readMask(bytes, SIZE, polarity)).toMatchObject({ covers: 'none', share: 0 });
    },
  );

  test('without a hole has nothing to repaint', async () => {
    const bytes = await sharp({ create: { ...SIZE, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    expect(await readMask(bytes, SIZE, 'transparent')).toMatchObject({ covers: 'none' });
  });

  test('drawn as JPEG has no grey between keep and repaint', async () => {
    const bytes = await sharp(await writeMask(leftHalf(), 'white'))
      .jpeg({ quality: 60 })
      .toBuffer();
    const read = await readMask(bytes, SIZE, 'white');
    expect(new Set(read.data)).toEqual(new Set([0, 255]));
    expect(read.share).toBeCloseTo(0.5, 1);
  });
});

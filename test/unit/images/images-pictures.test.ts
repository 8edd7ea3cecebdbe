import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { CELLS, cellRectangle, type Size } from '#domain/geometry.ts';
import { pictures } from '#images/pictures.ts';
import { sharp } from '#images/sharp.ts';
import { originWindow, paintWindow } from '#painter/painter.ts';

const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
const SMALL = { width: 96, height: 64 };

function plain(colour: string, size: Size = SMALL) {
  return sharp({ create: { ...size, channels: 3, background: colour } });
}

/** A picture that no codec packs well. */
async function noisy(side: number): Promise<Uint8Array> {
  return sharp({ create: { width: side, height: side, channels: 3, background: '#000', noise } })
    .png()
    .toBuffer();
}

async function painted(seed: number): Promise<Uint8Array> {
  const { data, width, height } = await paintWindow(
    { prompt: 'a castle at sunset', seed },
    originWindow({ width: 256, height: 256 }),
  );
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** What must be there, since the pictures are whole. */
function made<Made>(value: Made | null): Made {
  if (value === null) throw new Error('a picture could not be decoded');
  return value;
}
const composed = async (cells: readonly Uint8Array[]) => made(await pictures.composeGrid(cells));
const cutOf = async (grid: Uint8Array) => made(await pictures.cutCells(grid));

const pixelsOf = (bytes: Uint8Array) => sharp(bytes).removeAlpha().raw().toBuffer();

async function meanDifference(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [first, second] = await Promise.all([pixelsOf(one), pixelsOf(other)]);
  expect(first.byteLength).toBe(second.byteLength);
  let sum = 0;
  for (const [byte, value] of first.entries()) sum += Math.abs(value - (second[byte] ?? 0));
  return sum / first.byteLength;
}

describe('composeGrid and cutCells', () => {
  test('the grid is 2x2 without a gap and shows each picture in its cell', async () => {
    const cells = await Promise.all([1, 2, 3, 4].map(painted));
    const grid = await composed(cells);
    expect(grid.mediaType).toBe('image/webp');
    expect(await pictures.probe(grid.bytes)).toMatchObject({ width: 512, height: 512 });
    const cut = await cutOf(grid.bytes);
    for (const [i, cell] of cells.entries()) {
      expect(await meanDifference(cut[i] ?? cell.subarray(0), cell)).toBeLessThan(4);
    }
  });

  test('cut cells are the pixels of the grid, losslessly', async () => {
    const grid = await noisy(64);
    const cut = await cutOf(grid);
    expect(cut).toHaveLength(4);
    for (const cell of CELLS) {
      const bytes = cut[cell - 1] ?? new Uint8Array();
      const rectangle = cellRectangle({ width: 64, height: 64 }, cell);
      const expected = await sharp(grid).extract(rectangle).removeAlpha().raw().toBuffer();
      expect((await pixelsOf(bytes)).equals(expected)).toBe(true);
      expect(await pictures.probe(bytes)).toMatchObject({ mediaType: 'image/png', width: 32 });
    }
  });

  test.each([1, 2, 3])('%i pictures still make a whole grid, the rest plain', async (count) => {
    const cells = await Promise.all(
      Array.from({ length: count }, () => plain('#ff0000').png().toBuffer()),
    );
    const grid = await composed(cells);
    expect(await pictures.probe(grid.bytes)).toMatchObject({ width: 192, height: 128 });
    const reds = await Promise.all(
      (await cutOf(grid.bytes)).map(async (cell) => (await pixelsOf(cell))[0] ?? 0),
    );
    expect(reds.map((red) => red > 200)).toEqual([0, 1, 2, 3].map((i) => i < count));
  });

  test('pictures of other sizes and formats take the first one’s size', async () => {
    const grid = await composed([
      await plain('#00ff00').png().toBuffer(),
      await plain('#00ff00', { width: 300, height: 300 }).jpeg().toBuffer(),
      await plain('#00ff00').ensureAlpha(0.5).webp().toBuffer(),
      await plain('#00ff00').greyscale().png().toBuffer(),
    ]);
    expect(await pictures.probe(grid.bytes)).toMatchObject({ width: 192, height: 128 });
  });
});

describe('pictures of a vendor that are damaged', () => {
  test.each([
    ['png', 'cut short'],
    ['jpeg', 'no header'],
    ['webp', 'cut short'],
  ] as const)('(%s, %s) are an outcome', async (format, how) => {
    const whole = await plain('#00ff00').toFormat(format).toBuffer();
    const good = await plain('#ff0000').png().toBuffer();
    const damaged = how === 'cut short' ? whole.subarray(0, 40) : whole.subarray(3);
    expect(await pictures.composeGrid([good, damaged, good, good])).toBeNull();
    expect(await pictures.composeGrid([damaged, good, good, good])).toBeNull();
    expect(await pictures.cutCells(damaged)).toBeNull();
  });

  test('and so is a composite of one pixel', async () => {
    const pixel = await plain('#00ff00', { width: 1, height: 1 }).png().toBuffer();
    expect(await pictures.cutCells(pixel)).toBeNull();
  });
});

describe('fitToLimit', () => {
  test('leaves a picture that fits untouched', async () => {
    const attachment = { bytes: await noisy(64), mediaType: 'image/png' };
    expect(await pictures.fitToLimit(attachment, attachment.bytes.byteLength)).toBe(attachment);
  });

  test.each([0.99, 0.5, 0.2, 0.05, 0.01])(
    'keeps within %f of the bytes, never smaller than it must be',
    async (share) => {
      const bytes = await noisy(512);
      const bytesMax = Math.floor(bytes.byteLength * share);
      const fitted = await pictures.fitToLimit({ bytes, mediaType: 'image/png' }, bytesMax);
      expect(fitted.bytes.byteLength).toBeLessThanOrEqual(bytesMax);
      const probed = await pictures.probe(fitted.bytes);
      expect(probed).toMatchObject({ kind: 'picture', mediaType: fitted.mediaType });
      // Where every pixel fits none is given up; where not, the room is used.
      if (share >= 0.5) expect(probed).toMatchObject({ width: 512, height: 512 });
      else expect(fitted.bytes.byteLength).toBeGreaterThan(bytesMax * 0.4);
    },
  );

  test('keeps the proportions when it must shrink', async () => {
    const bytes = await sharp({
      create: { width: 600, height: 200, channels: 3, background: '#000', noise },
    })
      .png()
      .toBuffer();
    const fitted = await pictures.fitToLimit({ bytes, mediaType: 'image/png' }, 4000);
    const { width, height } = await sharp(fitted.bytes).metadata();
    expect(width / height).toBeCloseTo(3, 1);
  });

  test('refuses a limit that no picture fits in', async () => {
    const attachment = { bytes: await noisy(64), mediaType: 'image/png' };
    await expect(pictures.fitToLimit(attachment, 10)).rejects.toThrow(RangeError);
  });
});

describe('preview', () => {
  test.each([
    [{ width: 1344, height: 896 }, 512, 341],
    [{ width: 300, height: 900 }, 171, 512],
    [{ width: 96, height: 64 }, 96, 64],
  ])('of %o is %i x %i', async (size, width, height) => {
    const preview = await pictures.preview(await plain('#123456', size).png().toBuffer());
    expect(await pictures.probe(preview?.bytes ?? new Uint8Array())).toMatchObject({
      width,
      height,
    });
  });

  test('of what only begins like a picture is none', async () => {
    const whole = await noisy(64);
    expect(await pictures.preview(whole.subarray(0, whole.byteLength / 2))).toBeNull();
    expect(await pictures.preview(Buffer.from('\x89PNG\r\n\x1a\n, it says', 'latin1'))).toBeNull();
  });
});

test('a mask that is damaged behind its head is none', async () => {
  const size = { width: 64, height: 64 };
  const whole = await noisy(64);
  const damaged = whole.subarray(0, whole.byteLength / 2);
  expect(await pictures.readMask(damaged, size)).toEqual({ kind: 'not-a-mask' });
});

describe('probe', () => {
  test.each(['png', 'jpeg', 'webp', 'gif', 'avif'] as const)(
    'knows %s by content',
    async (format) => {
      const bytes = await plain('#abcdef').toFormat(format).toBuffer();
      const mediaType = `image/${format}`;
      expect(await pictures.probe(bytes)).toEqual({ kind: 'picture', mediaType, ...SMALL });
    },
  );

  test('tells the size as it is shown, not as it is stored', async () => {
    const bytes = await plain('#abcdef').withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await pictures.probe(bytes)).toMatchObject({ width: 64, height: 96 });
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a web page', Buffer.from('<!doctype html><title>Not found</title>')],
    [
      'a drawing that a decoder would follow',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
    ['a PNG that ends after its signature', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
    ['a PNG of 10 gigapixels', hugePng(100_000, 100_000)],
    ['a PNG just over the limit', hugePng(10_001, 10_000)],
  ])('refuses %s', async (_, bytes) => {
    expect(await pictures.probe(bytes)).toMatchObject({ kind: 'not-a-picture' });
  });

  test('accepts a PNG at the limit', async () => {
    expect(await pictures.probe(hugePng(10_000, 10_000))).toMatchObject({ kind: 'picture' });
  });
});

/** A PNG whose header claims a size; there is next to nothing behind it. */
function hugePng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const data = chunk('IDAT', deflateSync(Buffer.alloc(100)));
  return Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const whole = Buffer.alloc(body.byteLength + 8);
  whole.writeUInt32BE(data.byteLength, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc(body), body.byteLength + 4);
  return whole;
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

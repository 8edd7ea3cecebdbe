/** What people give comes in every form that cameras and programs write, and goes on in one. */
import { describe, expect, test } from 'vitest';
import { pictures } from '#images/pictures.ts';
import { sharp } from '#images/sharp.ts';

const SIZE = { width: 96, height: 64 };
const LIMIT = 10 * 1024 * 1024;

/** Red on the left, blue on the right, so that a turn shows. */
function halves(alpha: number) {
  const red = [220, 30, 30, alpha];
  const blue = [30, 30, 220, alpha];
  const places = Array.from({ length: SIZE.width * SIZE.height }, (_, place) => place % SIZE.width);
  const pixels = places.flatMap((left) => (left < SIZE.width / 2 ? red : blue));
  return sharp(Buffer.from(pixels), { raw: { ...SIZE, channels: 4 } });
}
/** As files are read: the library then knows no more of them than of what a person gives. */
const drawn = async (alpha = 255) => sharp(await halves(alpha).png().toBuffer());
const opaque = async () => sharp(await halves(255).removeAlpha().png().toBuffer());

/** EXIF as a camera writes it behind a JPEG's first marker: one entry, tag 0x0112, and nothing besides. */
function turned(orientation: number): Buffer {
  const entry = [0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
  const tiff = [...Buffer.from('II*\0'), 8, 0, 0, 0, 1, 0, ...entry, 0, 0, 0, 0];
  const body = [...Buffer.from('Exif\0\0'), ...tiff];
  return Buffer.from([0xff, 0xe1, 0, body.length + 2, ...body]);
}

async function normalised(bytes: Uint8Array, bytesMax = LIMIT) {
  const outcome = await pictures.normalise(bytes, bytesMax);
  if (outcome.kind !== 'picture') throw new Error(JSON.stringify(outcome));
  const metadata = await sharp(outcome.bytes).metadata();
  // What a vendor reads that knows nothing of orientation.
  expect([metadata.width, metadata.height]).toEqual([outcome.width, outcome.height]);
  expect(metadata.mediaType).toBe(outcome.mediaType);
  expect(metadata).toMatchObject({ space: 'srgb', depth: 'uchar', isPalette: false });
  return { ...outcome, metadata };
}

/** The colour at a place, as its bytes stand in the file. */
async function colourAt(bytes: Uint8Array, left: number, top: number) {
  const spot = sharp(bytes).extract({ left, top, width: 1, height: 1 });
  return [...(await spot.raw().toBuffer())];
}
const isNear = (one: readonly number[], other: readonly number[], most: number): boolean =>
  one.length === other.length &&
  one.every((value, place) => Math.abs(value - (other[place] ?? 0)) <= most);

describe('a picture that every vendor reads', () => {
  test.each(['png', 'jpeg', 'webp'] as const)('stays as it is: %s', async (format) => {
    const bytes = await (await opaque()).toFormat(format).toBuffer();
    expect((await normalised(bytes)).bytes).toBe(bytes);
  });
});

describe('a photo', () => {
  // EXIF 2.32: 6 is a quarter turn clockwise, 8 counter-clockwise, 3 a half turn.
  test.each([
    [6, [64, 96], [32, 8]],
    [8, [64, 96], [32, 88]],
    [3, [96, 64], [88, 32]],
  ] as const)('with orientation %i stands upright', async (orientation, size, [left, top]) => {
    const plain = await (await opaque()).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer();
    const photo = Buffer.concat([plain.subarray(0, 2), turned(orientation), plain.subarray(2)]);
    expect(await sharp(photo).metadata()).toMatchObject({ orientation, hasProfile: false });
    const { width, height, bytes, metadata, mediaType } = await normalised(photo);
    expect([width, height]).toEqual(size);
    expect(mediaType).toBe('image/jpeg');
    expect(metadata.orientation).toBeUndefined();
    expect(isNear(await colourAt(bytes, left, top), [220, 30, 30], 8)).toBe(true);
  });

  test('has regions of its upright measure, and none as it lay in the camera', async () => {
    const photo = await (await opaque()).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { width, height } = await normalised(photo);
    const part = { left: 0, top: 0, width: 8, height: 80 };
    const mask = await pictures.drawMask({ width, height }, [part]);
    expect(await sharp(mask).metadata()).toMatchObject({ width: 64, height: 96 });
    expect(await pictures.readMask(mask, { width, height })).toMatchObject({ kind: 'mask' });
    const lying = await pictures.drawMask(SIZE, [{ ...part, height: 8 }]);
    expect(await pictures.readMask(lying, { width, height })).toEqual({ kind: 'wrong-size' });
  });

  test('says no more where and with what it was taken', async () => {
    const photo = await (await opaque())
      .withExif({
        IFD0: { Make: 'Snapper 3000' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>Paris</place></x:xmpmeta>')
      .jpeg()
      .toBuffer();
    expect(photo.includes('Snapper 3000') && photo.includes('Paris')).toBe(true);
    const { bytes, metadata } = await normalised(photo);
    expect(metadata.exif).toBeUndefined();
    expect(metadata.xmp).toBeUndefined();
    for (const word of ['Snapper', 'Paris', 'GPS', 'Exif']) {
      expect(Buffer.from(bytes).includes(word)).toBe(false);
    }
  });
});

describe('other colours', () => {
  test('CMYK becomes sRGB of the same look', async () => {
    const bytes = await (await opaque()).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const made = await normalised(bytes);
    const [red, , blue] = await colourAt(made.bytes, 20, 32);
    expect((red ?? 0) > 150 && (blue ?? 255) < 90).toBe(true);
  });

  test('16 bit become 8, half-transparent stays half-transparent', async () => {
    const bytes = await (await drawn(128)).toColourspace('rgb16').png().toBuffer();
    expect((await sharp(bytes).metadata()).depth).toBe('ushort');
    const made = await normalised(bytes);
    expect(isNear(await colourAt(made.bytes, 20, 32), [220, 30, 30, 128], 3)).toBe(true);
  });

  test('a palette with alpha becomes colours with alpha', async () => {
    const bytes = await (await drawn(128)).png({ palette: true }).toBuffer();
    expect((await sharp(bytes).metadata()).isPalette).toBe(true);
    const made = await normalised(bytes);
    expect(isNear(await colourAt(made.bytes, 70, 32), [30, 30, 220, 128], 6)).toBe(true);
  });

  test('a wide gamut is brought into sRGB, and its profile goes', async () => {
    const bytes = await (await opaque()).withIccProfile('p3').png().toBuffer();
    const { metadata, bytes: made } = await normalised(bytes);
    expect(metadata.hasProfile).toBe(false);
    expect(isNear(await colourAt(made, 20, 32), [220, 30, 30], 6)).toBe(true);
  });
});

describe('other formats', () => {
  test.each(['avif', 'gif'] as const)('%s becomes PNG', async (format) => {
    const bytes = await (await opaque()).toFormat(format, { lossless: true }).toBuffer();
    const made = await normalised(bytes);
    expect(made).toMatchObject({ mediaType: 'image/png', ...SIZE });
  });

  test('of an animation the first picture', async () => {
    const frames = [
      await (await opaque()).png().toBuffer(),
      await (await opaque()).flop().png().toBuffer(),
    ];
    const bytes = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(2);
    expect(await normalised(bytes)).toMatchObject({ ...SIZE, metadata: { format: 'png' } });
  });

  // ISO 23008-12: the same boxes, told apart by the brand behind `ftyp`.
  test('a photo of a phone is named where its codec cannot be read here', async () => {
    const photo = await (await opaque()).avif().toBuffer();
    photo.write('heic', 8, 'latin1');
    // The body says that it is HEVC and is none, as good as a build without a decoder.
    photo.write('hvc1', photo.indexOf('av01'), 'latin1');
    expect(await pictures.normalise(photo, LIMIT)).toEqual({ kind: 'heic' });
  });

  test.each([
    ['a web page', Buffer.from('<!doctype html><title>Not found</title>')],
    [
      'a drawing that a decoder would follow',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
    ['a PNG that ends after its signature', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
  ])('%s is none', async (_, bytes) => {
    expect(await pictures.normalise(bytes, LIMIT)).toMatchObject({ kind: 'not-a-picture' });
  });

  test('a photo that is damaged behind its head is none', async () => {
    const whole = await (await drawn()).png({ palette: true }).toBuffer();
    const damaged = whole.subarray(0, whole.byteLength - 40);
    expect(await pictures.normalise(damaged, LIMIT)).toMatchObject({ kind: 'not-a-picture' });
  });
});

test('a PNG of 14 MB becomes as small as a vendor takes it, with all its pixels', async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const bytes = await sharp({
    create: { width: 2200, height: 2200, channels: 3, background: '#000', noise },
  })
    .png({ compressionLevel: 1 })
    .toBuffer();
  expect(bytes.byteLength).toBeGreaterThan(14 * 1024 * 1024);
  const made = await normalised(bytes);
  expect(made.bytes.byteLength).toBeLessThanOrEqual(LIMIT);
  expect(made).toMatchObject({ width: 2200, height: 2200 });
});

test('what has to be written anew has at most 4096 x 4096 pixels, in its shape', async () => {
  const create = { width: 7_000, height: 3_500, channels: 3, background: '#345' } as const;
  const large = sharp({ create }).toColourspace('b-w').png({ compressionLevel: 1 });
  const made = await normalised(await large.toBuffer());
  expect(made.width * made.height).toBeLessThanOrEqual(4096 * 4096);
  expect(made.width * made.height).toBeGreaterThan(4096 * 4000);
  expect(made.width / made.height).toBeCloseTo(2, 2);
});

test('a picture that every vendor reads keeps all its pixels', async () => {
  const create = { width: 5_000, height: 4_000, channels: 3, background: '#345' } as const;
  const bytes = await sharp({ create }).jpeg().toBuffer();
  expect((await normalised(bytes)).bytes).toBe(bytes);
});

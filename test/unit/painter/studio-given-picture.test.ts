/**
 * How: pictures of one colour beside each other, painted by nobody here, are given to the studio in place of a
 * parent; what it makes of them is compared with them, pixel by pixel.
 */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { panPlace, type Rectangle, tileSize, zoomPlace } from '#domain/geometry.ts';
import { paintWindow, repaintRegion } from '#painter/painter.ts';
import type { VendorOutput, VendorRequest } from '#ports/vendor.ts';
import { createStudio } from '#vendors/studio/studio.ts';
import { createWorkshop } from '#vendors/studio/studio-workshop.ts';

const SIZE = { width: 896, height: 1344 };
const PROMPT = 'a lighthouse in fog --ar 2:3';
const kept = new Map<string, Uint8Array>();

const studio = createStudio({
  archive: {
    put: async (bytes, mediaType) => {
      const key = createHash('sha256').update(bytes).digest('hex');
      kept.set(key, bytes);
      return { key, mediaType, bytes: bytes.byteLength };
    },
    get: async (key) => kept.get(key) ?? null,
  },
  workshop: createWorkshop({ paintWindow, repaintRegion }),
  seconds: 0,
  clock: { nowMs: () => 0, sleepUntil: async () => {} },
});

/** Noise, so that a shift by one pixel shows. */
const given = await sharp({
  create: {
    ...SIZE,
    channels: 3,
    background: '#000',
    noise: { type: 'gaussian', mean: 120, sigma: 40 },
  },
})
  .png()
  .toBuffer();

async function made(fields: Partial<VendorRequest>): Promise<VendorOutput> {
  const request: VendorRequest = {
    action: 'imagine',
    cell: null,
    prompt: PROMPT,
    speed: 'fast',
    parent: null,
    mask: null,
    ...fields,
  };
  const submitted = await studio.submit({
    request,
    stepIndex: 0,
    previous: [],
    idempotencyKey: 'k',
    webhookUrl: null,
  });
  if (submitted.kind !== 'accepted') throw new Error(JSON.stringify(submitted));
  // A restart in between: the ticket is all that there is.
  const outcome = await studio.check(JSON.parse(JSON.stringify(submitted.ticket)));
  if (outcome.kind !== 'finished') throw new Error(outcome.kind);
  return outcome.output;
}

const fromGiven = (fields: Partial<VendorRequest>) =>
  made({ images: [{ bytes: given, mediaType: 'image/png' }], ...fields });

async function pixels(output: VendorOutput, place: number, part?: Rectangle): Promise<Buffer> {
  const source = output.pictures[place]?.source;
  if (source?.kind !== 'bytes') throw new Error('no picture');
  const picture = sharp(source.bytes).removeAlpha();
  return (part === undefined ? picture : picture.extract(part)).raw().toBuffer();
}

function difference(one: Buffer, other: Buffer): number {
  expect(one.length).toBe(other.length);
  let sum = 0;
  for (let place = 0; place < one.length; place++) {
    sum += Math.abs((one[place] ?? 0) - (other[place] ?? 0));
  }
  return sum / one.length;
}

const raw = (size = SIZE, file = given) =>
  sharp(file)
    .resize({ ...size, fit: 'fill' })
    .raw()
    .toBuffer();

describe('a picture that another vendor made', () => {
  it('lies whole in the middle of a zoom, and each of the four paints something else around it', async () => {
    const output = await fromGiven({ action: 'zoom-2x' });
    const canvas = tileSize({ width: 2, height: 3 });
    const place = zoomPlace(canvas, 2);
    const small = await raw(place);
    for (const each of [0, 1, 2, 3]) {
      expect(difference(await pixels(output, each, place), small)).toBeLessThan(0.5);
    }
    expect(difference(await pixels(output, 0), await pixels(output, 1))).toBeGreaterThan(1);
  });

  it('is beside what a pan adds', async () => {
    const prompt = 'a lighthouse in fog --ar 1:1';
    const output = await fromGiven({ action: 'pan-right', prompt });
    const place = panPlace(tileSize({ width: 1, height: 1 }), 'right');
    expect(place.left).toBe(0);
    expect(difference(await pixels(output, 2, place), await raw(place))).toBeLessThan(0.5);
  });

  it('keeps every pixel that a region leaves black', async () => {
    const left = { left: 0, top: 0, width: SIZE.width / 2, height: SIZE.height };
    const right = { ...left, left: SIZE.width / 2 };
    const mask = await sharp({ create: { ...SIZE, channels: 3, background: '#000' } })
      .composite([
        {
          input: {
            create: { width: right.width, height: right.height, channels: 3, background: '#fff' },
          },
          left: right.left,
          top: 0,
        },
      ])
      .png()
      .toBuffer();
    const output = await fromGiven({ action: 'vary-region', mask });
    const of = (part: Rectangle) => sharp(given).extract(part).raw().toBuffer();
    expect(difference(await pixels(output, 3, left), await of(left))).toBe(0);
    expect(difference(await pixels(output, 3, right), await of(right))).toBeGreaterThan(20);
  });

  it('can be enlarged, and gone on from as any other of the studio’s', async () => {
    const large = await fromGiven({ action: 'upscale-subtle' });
    const size = { width: SIZE.width * 2, height: SIZE.height * 2 };
    expect(difference(await pixels(large, 0), await raw(size))).toBeLessThan(0.5);
    const zoomed = await fromGiven({ action: 'zoom-2x' });
    const parent = {
      action: 'zoom-2x',
      cell: null,
      prompt: PROMPT,
      handle: zoomed.handle,
    } as const;
    const again = await made({ action: 'zoom-2x', cell: 2, parent });
    const place = zoomPlace(tileSize({ width: 2, height: 3 }), 2);
    const inner = await sharp(await pixels(zoomed, 1), { raw: { ...SIZE, channels: 3 } })
      .resize({ width: place.width, height: place.height, fit: 'fill' })
      .raw()
      .toBuffer();
    expect(difference(await pixels(again, 0, place), inner)).toBeLessThan(8);
  });

  it('shows through its variations, the more the subtler they are', async () => {
    const original = await raw();
    const departure = async (action: 'vary-subtle' | 'vary') =>
      difference(await pixels(await fromGiven({ action }), 0), original);
    const subtle = await departure('vary-subtle');
    expect(subtle).toBeLessThan(15);
    expect(await departure('vary')).toBeGreaterThan(2 * subtle);
  });

  it('moves in a video', async () => {
    const { videos } = await fromGiven({ action: 'animate-low' });
    expect(videos).toHaveLength(4);
    const [video] = videos ?? [];
    if (video?.kind !== 'bytes') throw new Error('no video');
    const start = await sharp(video.bytes, { page: 0 }).removeAlpha().stats();
    const middle = await sharp(given).stats();
    expect(Math.abs((start.channels[0]?.mean ?? 0) - (middle.channels[0]?.mean ?? 0))).toBeLessThan(
      8,
    );
  });

  it('is no video to extend, and no words to make again', async () => {
    for (const action of ['extend-low', 'zoom-2x'] as const) {
      await expect(made({ action })).rejects.toThrow('action-unavailable');
    }
  });
});

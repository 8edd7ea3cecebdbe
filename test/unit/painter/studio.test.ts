/** How: the studio's own jobs, painted for real by the painter in this process; pixels and frames are counted. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Json } from '#domain/json.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { videoFormat } from '#images/video-format.ts';
import { paintWindow, repaintRegion } from '#painter/painter.ts';
import type { VendorOutput, VendorRequest } from '#ports/vendor.ts';
import { colourPng } from '#test/fixtures/app-context.ts';
import { createStudio } from '#vendors/studio/studio.ts';
import { describePicture } from '#vendors/studio/studio-describe.ts';
import { planBlend } from '#vendors/studio/studio-given.ts';
import type { StudioPicture } from '#vendors/studio/studio-picture.ts';
import { planPictures } from '#vendors/studio/studio-plan.ts';
import { shortenPrompt } from '#vendors/studio/studio-shorten.ts';
import { createWorkshop } from '#vendors/studio/studio-workshop.ts';

const PROMPT = 'a lighthouse in fog --ar 14:1';
const request = (fields: Partial<VendorRequest>): VendorRequest => ({
  action: 'imagine',
  cell: null,
  prompt: PROMPT,
  speed: 'fast',
  parent: null,
  mask: null,
  ...fields,
});

/** Pictures that others made, as the archive keeps them. */
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

async function made(fields: Partial<VendorRequest>, key = 'k'): Promise<VendorOutput> {
  const submitted = await studio.submit({
    request: request(fields),
    stepIndex: 0,
    previous: [],
    idempotencyKey: key,
    webhookUrl: null,
  });
  if (submitted.kind !== 'accepted') throw new Error(JSON.stringify(submitted));
  const outcome = await studio.check(submitted.ticket);
  if (outcome.kind !== 'finished') throw new Error(outcome.kind);
  return outcome.output;
}

const parentOf = (
  output: VendorOutput,
  action: VendorRequest['action'],
  cell: 1 | 2 = 1,
): VendorRequest['parent'] => ({ action, cell, prompt: PROMPT, handle: output.handle });

function bytesOf(output: VendorOutput, place = 0): Uint8Array {
  const source = output.pictures[place]?.source;
  if (source?.kind !== 'bytes') throw new Error('no bytes');
  return source.bytes;
}

const rawOf = async (bytes: Uint8Array) =>
  sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });

describe('an upscale', () => {
  it('doubles both sides, and made again keeps that measure, however often', () => {
    const planned = (fields: Partial<VendorRequest>) => {
      const [first] = planPictures(request(fields), 'k', null) ?? [];
      if (first === undefined) throw new Error('no plan');
      return first;
    };
    const on = (picture: StudioPicture, action: VendorRequest['action']) => {
      const handle: Json = JSON.parse(JSON.stringify({ pictures: [picture] }));
      return { action, cell: 1, prompt: PROMPT, handle } as const;
    };
    const first = planned({});
    const { width, height } = first.window.pixels;
    const subtle = planned({ action: 'upscale-subtle', parent: on(first, 'upscale') });
    expect(subtle.window.pixels).toEqual({ width: width * 2, height: height * 2 });
    const creative = planned({
      action: 'upscale-creative',
      parent: on(subtle, 'upscale-subtle'),
    });
    expect(creative).toEqual(planned({ action: 'upscale-creative', parent: on(first, 'upscale') }));
    const again = planned({ action: 'upscale-subtle', parent: on(creative, 'upscale-creative') });
    expect(again).toEqual(subtle);
  });
});

describe('videos', () => {
  it('drift over the picture, and an extension goes on where its parent ended', async () => {
    const grid = await made({});
    const videos = await made({ action: 'animate-low', parent: parentOf(grid, 'upscale') });
    expect(videos.videos).toHaveLength(4);
    const [first] = videos.videos ?? [];
    if (first?.kind !== 'bytes') throw new Error('no video');
    expect(videoFormat(first.bytes)).toBe('image/webp');
    const { pages, width, delay } = await sharp(first.bytes, { animated: true }).metadata();
    expect({ pages, width, frameMs: delay?.[0] }).toEqual({ pages: 24, width: 480, frameMs: 83 });
    const longer = await made({ action: 'extend-high', parent: parentOf(videos, 'upscale-video') });
    const [extended] = longer.videos ?? [];
    if (extended?.kind !== 'bytes') throw new Error('no video');
    expect((await sharp(extended.bytes, { animated: true }).metadata()).pages).toBe(48);
  });

  it('move farther with high motion than with low', async () => {
    const grid = await made({});
    const change = async (action: 'animate-low' | 'animate-high') => {
      const { videos } = await made({ action, parent: parentOf(grid, 'upscale') });
      const [video] = videos ?? [];
      if (video?.kind !== 'bytes') throw new Error('no video');
      const [start, end] = await Promise.all(
        [0, 23].map((page) => sharp(video.bytes, { page }).removeAlpha().raw().toBuffer()),
      );
      let sum = 0;
      start?.forEach((value, place) => {
        sum += Math.abs(value - (end?.[place] ?? 0));
      });
      return sum / (start?.length ?? 1);
    };
    expect(await change('animate-high')).toBeGreaterThan(1.3 * (await change('animate-low')));
  });

  it('end after four extensions', async () => {
    const grid = await made({});
    let videos = await made({ action: 'animate-low', parent: parentOf(grid, 'upscale') });
    for (let n = 0; n < 4; n++) {
      expect(studio.allowedActions(videos.handle)).toBeNull();
      videos = await made({ action: 'extend-low', parent: parentOf(videos, 'upscale-video') });
    }
    expect(studio.allowedActions(videos.handle)).toEqual([]);
    await expect(
      made({ action: 'extend-low', parent: parentOf(videos, 'upscale-video') }),
    ).rejects.toThrow('action-unavailable');
  }, 60_000);
});

describe('a region', () => {
  async function repaintedLeft() {
    const grid = await made({ prompt: 'a lighthouse in fog' });
    const parent = {
      ...(parentOf(grid, 'upscale') ?? { handle: null }),
      action: 'upscale' as const,
      cell: 1 as const,
      prompt: '',
    };
    const mask = await sharp({
      create: { width: 1024, height: 1024, channels: 3, background: '#000' },
    })
      .composite([
        {
          input: {
            create: { width: 400, height: 1024, channels: 3, background: '#fff' },
          },
          left: 0,
          top: 0,
        },
      ])
      .png()
      .toBuffer();
    const repainted = await made({
      action: 'vary-region',
      prompt: 'a red castle at night',
      parent,
      mask,
    });
    return { grid, repainted };
  }

  it('is repainted and nothing else is; what follows shows it too', async () => {
    const { grid, repainted } = await repaintedLeft();
    const [before, after] = await Promise.all([rawOf(bytesOf(grid)), rawOf(bytesOf(repainted))]);
    const differing = { inside: 0, outside: 0 };
    before.data.forEach((value, place) => {
      const x = Math.floor(place / 3) % 1024;
      if (value !== after.data[place]) differing[x < 400 ? 'inside' : 'outside']++;
    });
    expect(differing.outside).toBe(0);
    expect(differing.inside).toBeGreaterThan(400 * 1024);
    const zoomed = await made({
      action: 'zoom-2x',
      prompt: '',
      parent: { action: 'upscale', cell: 1, prompt: '', handle: repainted.handle },
    });
    // The middle half of the zoom is the repainted picture, half as large.
    const middle = await sharp(bytesOf(zoomed))
      .extract({ left: 256, top: 256, width: 512, height: 512 })
      .removeAlpha()
      .raw()
      .toBuffer();
    const small = await sharp(bytesOf(repainted)).resize(512, 512).removeAlpha().raw().toBuffer();
    let sum = 0;
    middle.forEach((value, place) => {
      sum += Math.abs(value - (small[place] ?? 0));
    });
    expect(sum / middle.length).toBeLessThan(8);
  }, 60_000);

  it('without a mask is refused', async () => {
    const grid = await made({});
    await expect(
      made({ action: 'vary-region', parent: parentOf(grid, 'upscale') }),
    ).rejects.toThrow('action-unavailable');
  });
});

describe('words', () => {
  it.each([
    ['#1030c0', 'blue'],
    ['#d06010', 'orange'],
    ['#10a030', 'green'],
    ['#050505', 'black'],
  ])('of a picture all %s say %s', async (colour, word) => {
    const texts = await describePicture(await colourPng(colour, 64));
    expect(texts).toHaveLength(4);
    for (const text of texts) expect(text).toMatch(/--ar 1:1$/);
    expect(texts[0]).toContain(word);
  });

  it('tell a bright sky above dark ground, and the shape', async () => {
    const picture = await sharp({
      create: { width: 90, height: 60, channels: 3, background: '#000' },
    })
      .composite([
        {
          input: { create: { width: 90, height: 30, channels: 3, background: '#9fd0ff' } },
          top: 0,
          left: 0,
        },
      ])
      .png()
      .toBuffer();
    expect((await describePicture(picture))[0]).toMatch(/bright sky above dark ground.*--ar 3:2$/);
  });

  it('shorten a prompt to fewer and fewer words in their order, parameters kept', () => {
    const { texts, tokens } = shortenPrompt(
      parsePrompt('a very old lighthouse on a rocky island in thick fog, highly detailed --ar 3:2'),
    );
    expect(texts[0]).toBe('old lighthouse rocky island thick fog --ar 3:2');
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.length).toBeLessThanOrEqual(5);
    const lengths = texts.map((text) => text.length);
    expect(lengths).toEqual(lengths.toSorted((one, other) => other - one));
    const weights = new Map(tokens.map(({ text, weight }) => [text, weight]));
    expect(weights.get('lighthouse')).toBeGreaterThan(weights.get('fog') ?? 1);
    expect(weights.get('very')).toBeLessThan(0.1);
  });

  it('of nothing but fillers still leave one', () => {
    expect(shortenPrompt(parsePrompt('the of and')).texts.length).toBeGreaterThan(0);
  });
});

it('a blend depends on every picture and their order, and is the same for the same key', async () => {
  const [red, blue] = await Promise.all([colourPng('#c01010'), colourPng('#1010c0')]);
  const seeds = async (images: readonly Buffer[]) => {
    const given = images.map((bytes) => ({ bytes, mediaType: 'image/png' }));
    const asked = request({ action: 'blend', prompt: '--ar 3:2', images: given });
    return (await planBlend(asked, 'k')).map(({ scene }) => scene.seed).join();
  };
  const first = await seeds([red, blue]);
  expect(await seeds([red, blue])).toBe(first);
  expect(await seeds([blue, red])).not.toBe(first);
  expect(await seeds([red, red])).not.toBe(first);
});

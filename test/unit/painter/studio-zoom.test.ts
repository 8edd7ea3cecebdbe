/** How: follow-ups around a picture are planned and painted small; their middle is compared with the parent, pixel by pixel. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Rectangle } from '#domain/geometry.ts';
import { paintWindow, repaintRegion } from '#painter/painter.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import { meanDifference } from '#test/fixtures/mean-difference.ts';
import { paintPicture } from '#vendors/studio/studio-paint.ts';
import { type StudioPicture, studioPicture } from '#vendors/studio/studio-picture.ts';
import { planPictures } from '#vendors/studio/studio-plan.ts';

const WORDS = 'a lighthouse at sunset';
const easel = { paintWindow, repaintRegion, photoOf: async () => null };

function planned(fields: Partial<VendorRequest>, parent: StudioPicture | null = null) {
  const asked: VendorRequest = {
    action: 'imagine',
    cell: null,
    prompt: `${WORDS} --ar 3:2`,
    speed: 'fast',
    parent:
      parent === null
        ? null
        : {
            action: 'upscale',
            cell: 1,
            prompt: `${WORDS} --ar 3:2`,
            handle: JSON.parse(JSON.stringify({ pictures: [parent] })),
          },
    mask: null,
    ...fields,
  };
  const [first] = planPictures(asked, 'key', null) ?? [];
  // As it is saved and read again.
  return studioPicture.parse(JSON.parse(JSON.stringify(first)));
}

/** A picture with `scale` pixels for each of its own. */
async function painted(picture: StudioPicture, scale: number): Promise<Buffer> {
  const { width, height } = picture.window.pixels;
  const pixels = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const { data } = await paintPicture(easel, picture, { ...picture.window, pixels });
  return sharp(data, { raw: { ...pixels, channels: 3 } })
    .png()
    .toBuffer();
}

const cut = (picture: Buffer, place: Rectangle) => sharp(picture).extract(place).png().toBuffer();

/** The part of the picture, and its measure, that lies in the middle and has the shape of 3:2. */
async function middle(picture: Buffer, width: number) {
  const whole = await sharp(picture).metadata();
  const height = Math.round((width * 2) / 3);
  const [left, top] = [(whole.width - width) / 2, (whole.height - height) / 2];
  return cut(picture, { left: Math.round(left), top: Math.round(top), width, height });
}

const SCALE = 1 / 4;
const parent = planned({});
const before = await painted(parent, SCALE);

describe('a custom zoom', () => {
  // 3:2 has 1344 pixels across; 1:1 has 1024, 16:9 has 816 down and 1:2 has 720 across.
  it.each([
    ['--ar 1:1 --zoom 1', 1024],
    ['--ar 1:1 --zoom 2', 512],
    ['--ar 16:9 --zoom 1.5', 816],
    ['--ar 3:2 --zoom 1.2', 1120],
  ])('with %s has the parent in its middle, not stretched', async (flags, across) => {
    const zoomed = planned({ action: 'zoom-custom', prompt: `${WORDS} ${flags}` }, parent);
    const shown = await middle(await painted(zoomed, SCALE), Math.round(across * SCALE));
    expect(await meanDifference(shown, before)).toBeLessThan(5);
  });

  it('with other words paints them around the parent, and leaves it as it is', async () => {
    const prompt = 'a green forest in snow --ar 1:1 --zoom 2';
    const zoomed = planned({ action: 'zoom-custom', prompt }, parent);
    const picture = await painted(zoomed, SCALE);
    expect(await meanDifference(await middle(picture, 128), before)).toBeLessThan(5);
    const same = planned({ action: 'zoom-custom', prompt: `${WORDS} --ar 1:1 --zoom 2` }, parent);
    const corner = { left: 0, top: 200, width: 256, height: 56 };
    const ownWords = await cut(await painted(same, SCALE), corner);
    expect(await meanDifference(await cut(picture, corner), ownWords)).toBeGreaterThan(20);
  });
});

describe('with changed words', () => {
  it.each(['zoom-2x', 'pan-left', 'pan-down', 'square'] as const)(
    '%s repaints only what is new',
    async (action) => {
      const ratio = { 'zoom-2x': '3:2', 'pan-left': '9:4', 'pan-down': '1:1', square: '1:1' };
      const plain = planned({ action, prompt: `${WORDS} --ar ${ratio[action]}` }, parent);
      const prompt = `a green forest in snow --ar ${ratio[action]}`;
      const reworded = planned({ action, prompt }, parent);
      const [one, other] = await Promise.all([painted(plain, SCALE), painted(reworded, SCALE)]);
      const { width, height } = await sharp(one).metadata();
      const view = reworded.window;
      const kept = {
        left: ((-parent.window.width / 2 - view.centerX) / view.width + 0.5) * width,
        top: ((-parent.window.height / 2 - view.centerY) / view.height + 0.5) * height,
        width: (parent.window.width / view.width) * width,
        height: (parent.window.height / view.height) * height,
      };
      const place = {
        left: Math.round(kept.left) + 1,
        top: Math.round(kept.top) + 1,
        width: Math.floor(kept.width) - 2,
        height: Math.floor(kept.height) - 2,
      };
      expect(await meanDifference(await cut(one, place), await cut(other, place))).toBe(0);
      expect(await meanDifference(one, other)).toBeGreaterThan(6);
    },
  );

  it('what follows still shows the parent, and the new words around it', async () => {
    const prompt = 'a green forest in snow --ar 3:2';
    const zoomed = planned({ action: 'zoom-2x', prompt }, parent);
    const again = planned({ action: 'zoom-2x', prompt, cell: 1 }, zoomed);
    const picture = await painted(again, SCALE);
    const inner = await middle(picture, 168);
    expect(await meanDifference(inner, await painted(zoomed, SCALE))).toBeLessThan(5);
    const upscaled = planned({ action: 'upscale-subtle', prompt }, zoomed);
    expect(
      await meanDifference(await painted(upscaled, SCALE / 2), await painted(zoomed, SCALE)),
    ).toBeLessThan(5);
  });
});

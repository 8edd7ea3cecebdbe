import { describe, expect, test } from 'vitest';
import { panPlace, type Rectangle, zoomPlace } from '#domain/geometry.ts';
import { sharp } from '#images/sharp.ts';
import {
  originWindow,
  paintWindow,
  type RawPicture,
  repaintRegion,
  type Scene,
  shownPlane,
  windowAround,
} from '#painter/painter.ts';

const SQUARE = { width: 256, height: 256 };
const scene: Scene = { prompt: 'a lighthouse in fog', seed: 7 };
const home = originWindow(SQUARE);
const PROMPTS = ['a lighthouse in fog', 'neon city at night', 'castle on a mountain', 'qwxz vbnm'];

describe('a picture', () => {
  test('is the same for the same prompt, seed and window', async () => {
    const [one, other] = await Promise.all([paintWindow(scene, home), paintWindow(scene, home)]);
    expect(one.data.equals(other.data)).toBe(true);
    expect(one.data.byteLength).toBe(256 * 256 * 3);
  });

  test.each(PROMPTS)('of "%s" differs clearly between the four seeds of a grid', async (prompt) => {
    const cells = await Promise.all(
      [1, 2, 3, 4].map((seed) => paintWindow({ prompt, seed }, home)),
    );
    for (const [i, one] of cells.entries()) {
      for (const other of cells.slice(i + 1)) expect(difference(one, other)).toBeGreaterThan(8);
    }
  });

  test('follows the prompt: night is darker than noon', async () => {
    const night = await paintWindow({ prompt: 'a house at night', seed: 1 }, home);
    const noon = await paintWindow({ prompt: 'a house at noon', seed: 1 }, home);
    expect(brightness(night)).toBeLessThan(brightness(noon) - 40);
  });

  test('wears the colour that the prompt names', async () => {
    const red = await paintWindow({ prompt: 'a red fox', seed: 1 }, home);
    const blue = await paintWindow({ prompt: 'a blue fox', seed: 1 }, home);
    expect(difference(red, blue)).toBeGreaterThan(2);
  });

  test.each([
    ['nothing', ''],
    ['markup', '"><script>&amp;</svg>'],
    ['four thousand characters', 'x'.repeat(4000)],
    ['another script', '灯台 🦊'],
  ])('can be painted of %s', async (_, prompt) => {
    const picture = await paintWindow({ prompt, seed: 0 }, home);
    expect(picture.data.byteLength).toBe(256 * 256 * 3);
  });
});

describe('follow-ups', () => {
  test.each(PROMPTS)('zoomed out, "%s" shows its parent in the middle', async (prompt) => {
    for (const factor of [2, 1.6]) {
      const parent = await paintWindow({ prompt, seed: 3 }, home);
      const place = zoomPlace(SQUARE, factor);
      const keep = shownPlane(home);
      const perturbations = [{ seed: 9, strength: 0.85, keep }];
      const zoomed = await paintWindow(
        { prompt, seed: 3, perturbations },
        windowAround(home, SQUARE, place),
      );
      const middle = await crop(zoomed, inner(place));
      const small = await shrink(parent, place);
      expect(
        difference(middle, await crop(small, inner({ ...place, left: 0, top: 0 }))),
      ).toBeLessThan(3);
    }
  });

  test('zoomed out four ways, only what is outside the parent differs', async () => {
    const place = zoomPlace(SQUARE, 2);
    const [one, other] = await Promise.all(
      [1, 2].map((seed) =>
        paintWindow(
          { ...scene, perturbations: [{ seed, strength: 0.85, keep: shownPlane(home) }] },
          windowAround(home, SQUARE, place),
        ),
      ),
    );
    if (!one || !other) throw new Error('two pictures were asked for');
    expect(difference(await crop(one, place), await crop(other, place))).toBe(0);
    expect(difference(one, other)).toBeGreaterThan(1);
  });

  test.each(['left', 'right', 'up', 'down'] as const)(
    'panned %s, the overlap is the parent, pixel for pixel',
    async (direction) => {
      const sideways = direction === 'left' || direction === 'right';
      const canvas = sideways ? { width: 384, height: 256 } : { width: 256, height: 384 };
      const place = panPlace(canvas, direction);
      const perturbations = [{ seed: 4, strength: 0.85, keep: shownPlane(home) }];
      const panned = await paintWindow(
        { ...scene, perturbations },
        windowAround(home, canvas, place),
      );
      const parent = await paintWindow(scene, home);
      expect(difference(await crop(panned, place), parent)).toBeLessThan(0.05);
    },
  );

  test('upscaled, the picture is the parent with finer pixels', async () => {
    const pixels = { width: 512, height: 512 };
    const large = await paintWindow(scene, { ...home, pixels, detail: 1 });
    const parent = await paintWindow(scene, home);
    expect(difference(await shrink(large, { left: 0, top: 0, ...SQUARE }), parent)).toBeLessThan(4);
  });

  test('varied subtly it stays near the parent, varied strongly it does not', async () => {
    const parent = await paintWindow(scene, home);
    const varied = (strength: number) =>
      paintWindow({ ...scene, perturbations: [{ seed: 5, strength }] }, home);
    const subtle = difference(await varied(0.15), parent);
    const strong = difference(await varied(0.85), parent);
    expect(subtle).toBeGreaterThan(0.5);
    expect(strong).toBeGreaterThan(subtle * 1.5);
  });

  test('a repainted region changes masked pixels only', async () => {
    const parent = await paintWindow(scene, home);
    const mask = { ...SQUARE, data: new Uint8Array(256 * 256) };
    for (let y = 60; y < 200; y++) mask.data.fill(255, y * 256 + 40, y * 256 + 180);
    const other = { ...scene, perturbations: [{ seed: 8, strength: 1 }] };
    const result = await repaintRegion(parent, mask, other, home);
    let changed = 0;
    for (const [byte, value] of result.data.entries()) {
      if (value === parent.data[byte]) continue;
      changed++;
      expect(mask.data[Math.floor(byte / 3)]).toBe(255);
    }
    expect(changed).toBeGreaterThan(140 * 140);
  });
});

/** Mean distance of two pictures' bytes, 0 to 255. */
function difference(one: RawPicture, other: RawPicture): number {
  expect([one.width, one.height]).toEqual([other.width, other.height]);
  let sum = 0;
  for (const [byte, value] of one.data.entries()) sum += Math.abs(value - (other.data[byte] ?? 0));
  return sum / one.data.byteLength;
}

function brightness({ data }: RawPicture): number {
  return data.reduce((sum, value) => sum + value, 0) / data.byteLength;
}

/** Without the outermost pixels, which resampling mixes with what lies beyond. */
function inner({ left, top, width, height }: Rectangle): Rectangle {
  return { left: left + 2, top: top + 2, width: width - 4, height: height - 4 };
}

async function crop(picture: RawPicture, rectangle: Rectangle): Promise<RawPicture> {
  const { width, height } = rectangle;
  return { width, height, data: await raw(picture).extract(rectangle).raw().toBuffer() };
}

async function shrink(picture: RawPicture, { width, height }: Rectangle): Promise<RawPicture> {
  return { width, height, data: await raw(picture).resize(width, height).raw().toBuffer() };
}

function raw({ data, width, height }: RawPicture) {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

test.each([
  ['wide', { width: 4096, height: 288 }],
  ['tall', { width: 288, height: 4096 }],
])('a very %s picture, drawn in parts, shows the plane without a seam', async (_, pixels) => {
  const scene = { prompt: 'a meadow with a lighthouse', seed: 11 };
  const whole = await paintWindow(scene, originWindow(pixels));
  const isWide = pixels.width > pixels.height;
  // A square over the first seam, by itself: parts are a little less than square.
  const start = 150;
  const side = 288;
  const window = originWindow(pixels);
  const unit = window.width / pixels.width;
  const at = (start + side / 2) * unit;
  const part = await paintWindow(scene, {
    centerX: isWide ? at - window.width / 2 : 0,
    centerY: isWide ? 0 : at - window.height / 2,
    width: side * unit,
    height: side * unit,
    pixels: { width: side, height: side },
  });
  let worst = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const there = isWide ? y * pixels.width + x + start : (y + start) * pixels.width + x;
      for (let colour = 0; colour < 3; colour++) {
        const one = whole.data[there * 3 + colour] ?? 0;
        const other = part.data[(y * side + x) * 3 + colour] ?? 255;
        worst = Math.max(worst, Math.abs(one - other));
      }
    }
  }
  // Grain lies on whole places of the plane, which may round the other way.
  expect(worst).toBeLessThan(24);
});

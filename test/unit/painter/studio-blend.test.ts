/** How: pictures of plain areas are blended; what is painted is compared with them, pixel by pixel. */
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { paintWindow } from '#painter/painter.ts';
import { meanDifference } from '#test/fixtures/mean-difference.ts';
import { planBlend } from '#vendors/studio/studio-given.ts';

type Colours = readonly [left: string, right: string];

/** Two areas beside each other. */
async function halves([left, right]: Colours, width = 240, height = 240): Promise<Buffer> {
  const half = { create: { width: width / 2, height, channels: 3 as const, background: right } };
  return sharp({ create: { width, height, channels: 3, background: left } })
    .composite([{ input: half, left: width / 2, top: 0 }])
    .png()
    .toBuffer();
}

async function blended(files: readonly Buffer[], prompt = '--ar 1:1'): Promise<readonly Buffer[]> {
  const images = files.map((bytes) => ({ bytes, mediaType: 'image/png' }));
  const pictures = await planBlend(
    { action: 'blend', cell: null, prompt, speed: 'fast', parent: null, mask: null, images },
    'key',
  );
  return Promise.all(
    pictures.map(async ({ scene, window }) => {
      const { width, height } = window.pixels;
      const pixels = { width: Math.round(width / 5), height: Math.round(height / 5) };
      const { data } = await paintWindow(scene, { ...window, pixels });
      return sharp(data, { raw: { ...pixels, channels: 3 } })
        .png()
        .toBuffer();
    }),
  );
}

it('resembles each picture it is made of more than any other, and is four pictures', async () => {
  const one = await halves(['#c01818', '#f0e040']);
  const two = await halves(['#701010', '#30c040']);
  const pictures = await blended([one, two]);
  for (const picture of pictures) {
    for (const given of [one, two]) {
      const mirrored = await sharp(given).flop().png().toBuffer();
      const likeness = await meanDifference(picture, given);
      expect(likeness).toBeLessThan(50);
      expect(likeness).toBeLessThan((await meanDifference(picture, mirrored)) - 15);
    }
  }
  const [first, ...others] = pictures;
  for (const other of others) {
    expect(await meanDifference(first ?? other, other)).toBeGreaterThan(3);
  }
});

it('of pictures of another shape fills its own to the edges', async () => {
  const wide = await halves(['#c01818', '#18c018'], 480, 240);
  const [picture = wide] = await blended([wide, wide], '--ar 2:3');
  const { width, height } = await sharp(picture).metadata();
  const edge = async (top: number) => {
    const strip = { left: 0, top, width: Math.floor(width / 3), height: 12 };
    const { channels } = await sharp(await sharp(picture).extract(strip).png().toBuffer()).stats();
    const [red = 0, green = 0] = channels.map(({ mean }) => mean);
    return red - green;
  };
  expect(await edge(0)).toBeGreaterThan(60);
  expect(await edge(height - 12)).toBeGreaterThan(60);
});

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { paintWindow } from '#painter/painter.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import type { StudioPicture } from '#vendors/studio/studio-picture.ts';
import { planPictures } from '#vendors/studio/studio-plan.ts';
import { planWork } from '#vendors/studio/studio-work.ts';

const SIDE = 240;

/** Black on one side, white on the other, or any other two colours. */
async function halves(left: string, right: string, width = SIDE): Promise<Buffer> {
  const half = { width: width / 2, height: SIDE, channels: 3 } as const;
  return sharp({ create: { ...half, width, background: left } })
    .composite([
      {
        input: await sharp({ create: { ...half, background: right } })
          .png()
          .toBuffer(),
        left: width / 2,
        top: 0,
      },
    ])
    .png()
    .toBuffer();
}

const request = (more: Partial<VendorRequest>): VendorRequest => ({
  action: 'edit',
  cell: null,
  prompt: 'a lighthouse at sunset --ar 1:1',
  speed: 'fast',
  parent: null,
  mask: null,
  ...more,
});

async function edited(
  action: 'edit' | 'retexture',
  bytes: Buffer,
  prompt = 'a lighthouse at sunset --ar 1:1',
): Promise<readonly StudioPicture[]> {
  const images = [{ bytes, mediaType: 'image/png' }];
  const work = await planWork(request({ action, prompt, images }), 'key', null);
  if (work?.kind !== 'pictures') throw new Error('no pictures');
  return work.pictures;
}

/** The picture, small; its parts as mean colours. */
async function painted({ scene, window }: StudioPicture) {
  const pixels = { width: SIDE, height: SIDE };
  const { data } = await paintWindow(scene, { ...window, pixels });
  const raw = { raw: { ...pixels, channels: 3 } } as const;
  const part = async (left: number, width: number, top = 0, height = SIDE) => {
    const { channels } = await sharp(
      await sharp(data, raw).extract({ left, top, width, height }).png().toBuffer(),
    ).stats();
    const [red = 0, green = 0, blue = 0] = channels.map(({ mean }) => mean);
    return { red, green, blue, light: 0.3 * red + 0.59 * green + 0.11 * blue };
  };
  return { part, left: await part(0, SIDE / 2), right: await part(SIDE / 2, SIDE / 2) };
}

describe.each(['edit', 'retexture'] as const)('%s', (action) => {
  it('keeps what is light and what is dark where it is', async () => {
    for (const picture of await edited(action, await halves('#000000', '#ffffff'))) {
      const { left, right } = await painted(picture);
      expect(right.light - left.light).toBeGreaterThan(100);
    }
    const [mirrored] = await edited(action, await halves('#ffffff', '#000000'));
    if (mirrored === undefined) throw new Error('no picture');
    const { left, right } = await painted(mirrored);
    expect(left.light - right.light).toBeGreaterThan(100);
  });

  it('takes its colours from the words, four times differently', async () => {
    const given = await halves('#808080', '#909090');
    const [sunset] = await edited(action, given, 'a desert at sunset');
    const [sea] = await edited(action, given, 'a calm sea at night');
    if (sunset === undefined || sea === undefined) throw new Error('no picture');
    const [warm, cold] = [await painted(sunset), await painted(sea)];
    const warmth = ({ red, blue }: { readonly red: number; readonly blue: number }) => red - blue;
    expect(warmth(warm.left) - warmth(cold.left)).toBeGreaterThan(30);
    const seeds = (await edited(action, given)).map(({ scene }) => scene.seed);
    expect(new Set(seeds).size).toBe(4);
  });

  it('keeps the picture through rerolls, variations and zooms', async () => {
    const pictures = await edited(action, await halves('#000000', '#ffffff'));
    const parent = { action, cell: 1, prompt: request({}).prompt, handle: { pictures } } as const;
    const followed = (what: VendorRequest['action']) => {
      const asked = request({ action: what, parent: JSON.parse(JSON.stringify(parent)), cell: 1 });
      const [made] = planPictures(asked, 'another key', null) ?? [];
      if (made === undefined) throw new Error(`no ${what}`);
      return painted(made);
    };
    for (const what of ['reroll', 'vary-strong'] as const) {
      const { left, right } = await followed(what);
      expect(right.light - left.light, what).toBeGreaterThan(100);
    }
    const zoomed = await followed('zoom-2x');
    const inner = (left: number) => zoomed.part(left, SIDE / 4, SIDE / 4, SIDE / 2);
    const [dark, bright] = [await inner(SIDE / 4), await inner(SIDE / 2)];
    expect(bright.light - dark.light).toBeGreaterThan(100);
  });

  it('without a picture there is nothing to do', async () => {
    expect(await planWork(request({ action }), 'key', null)).toBeNull();
  });
});

it('a retexture has none of the colours it was given, an edit some', async () => {
  const red = await halves('#e01010', '#d01818');
  const redness = async (action: 'edit' | 'retexture') => {
    const [picture] = await edited(action, red, 'a calm sea at night');
    if (picture === undefined) throw new Error('no picture');
    const { left } = await painted(picture);
    return left.red - (left.green + left.blue) / 2;
  };
  expect(await redness('retexture')).toBeLessThan(20);
  expect(await redness('edit')).toBeGreaterThan((await redness('retexture')) + 20);
});

it('a picture of another shape than the prompt’s lies whole in the middle', async () => {
  const [picture] = await edited('edit', await halves('#000000', '#ffffff'), 'a sea --ar 2:1');
  const { given, window } = { ...picture?.scene, ...picture };
  expect(given?.plane.height).toBeCloseTo(window?.height ?? 0, 0);
  expect(given?.plane.width).toBeCloseTo(window?.height ?? 0, 0);
});

it('what is saved of a large and busy picture stays small', async () => {
  const side = 2000;
  const noise = Buffer.from(
    Uint8Array.from({ length: side * side * 3 }, (_, at) => (at * at) % 251),
  );
  const busy = await sharp(noise, { raw: { width: side, height: side, channels: 3 } })
    .jpeg()
    .toBuffer();
  expect(JSON.stringify(await edited('edit', busy)).length).toBeLessThan(400_000);
});

/**
 * How: for every vendor that the loader finds, a bot on the playground and the vendor's emulator; a person
 * uses every command that is registered for pictures of one's own and for words. The emulators fetch what
 * they are given and paint after it, so that a wrong picture shows in the pixels.
 */
import type { APIMessage } from 'discord-api-types/v10';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeCustomId } from '#discord/components/custom-id.ts';
import type { ActionName } from '#domain/action.ts';
import { type Button, buttonToken } from '#domain/button.ts';
import { CELLS, cellRectangle } from '#domain/geometry.ts';
import { knownVendor } from '#test/fixtures/known-vendor.ts';
import { pictureOf } from '#test/fixtures/live-bot.ts';
import { promisedButtons } from '#test/fixtures/promised-buttons.ts';
import {
  openVendorPlayground,
  type VendorPlayground,
  type VendorSession,
} from '#test/fixtures/vendor-playground.ts';
import { worldVendors } from '#test/fixtures/world-vendors.ts';

const COMMANDS = ['blend', 'edit', 'retexture', 'describe', 'shorten'] as const;
const WORDS = 'a harbour at sunset';
/** Bounds a hang only; a loaded machine takes long. */
const TEST_MS = 240_000;

const vendors = await Promise.all((await worldVendors()).map(knownVendor));

/** A file whose left half has one colour and its right half another. */
async function halves(
  left: string,
  right: string,
  { width, height } = { width: 240, height: 160 },
) {
  const half = { width: width / 2, height, channels: 3 } as const;
  const bytes = await sharp({ create: { ...half, width, background: left } })
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
  return { name: 'given.png', contentType: 'image/png', bytes };
}

const buttonsOf = (message: APIMessage): readonly Button[] =>
  (message.components ?? []).flatMap((row) =>
    'components' in row
      ? row.components.flatMap((each) => {
          const id = 'custom_id' in each ? decodeCustomId(each.custom_id) : null;
          return id?.kind === 'button' ? [id.button] : [];
        })
      : [],
  );

/** How much lighter the right half of each of a grid's pictures is than its left half. */
async function lightToTheRight(message: APIMessage): Promise<readonly number[]> {
  const whole = await pictureOf(message);
  const size = await sharp(whole).metadata();
  return Promise.all(
    CELLS.map(async (cell) => {
      const { left, top, width, height } = cellRectangle(size, cell);
      const light = async (from: number) => {
        const part = { left: from, top, width: Math.floor(width / 2), height };
        const { channels } = await sharp(await sharp(whole).extract(part).png().toBuffer()).stats();
        return channels.reduce((sum, { mean }) => sum + mean / channels.length, 0);
      };
      return (await light(left + Math.floor(width / 2))) - (await light(left));
    }),
  );
}

describe.each(vendors)('through $name', ({ capabilities, withheld, ...vendor }) => {
  let vendorPlayground: VendorPlayground;
  let session: VendorSession;
  beforeAll(async () => {
    vendorPlayground = await openVendorPlayground(vendor);
    session = vendorPlayground.session('member', 'lantern-room');
  }, TEST_MS);
  afterAll(async () => {
    await vendorPlayground?.close();
  });

  const has = (action: ActionName): boolean => capabilities.actions[action] !== undefined;

  it('exactly the commands that it can serve are registered', () => {
    const registered = vendorPlayground.commands();
    expect(COMMANDS.filter((name) => registered.includes(name))).toEqual(COMMANDS.filter(has));
  });

  if (has('blend'))
    it(
      '/blend makes a grid of the asked shape after both pictures',
      async () => {
        const grid = await session.command('blend', {
          image1: await halves('#000000', '#ffffff'),
          image2: await halves('#202020', '#e0e0e0'),
          dimensions: '--ar 3:2',
        });
        expect(Math.min(...(await lightToTheRight(grid)))).toBeGreaterThan(60);
        const { width, height } = await sharp(await pictureOf(grid)).metadata();
        expect(width / height).toBeCloseTo(1.5, 1);
        const turned = await session.command('blend', {
          image1: await halves('#ffffff', '#000000'),
          image2: await halves('#e0e0e0', '#202020'),
          dimensions: '--ar 3:2',
        });
        expect(Math.max(...(await lightToTheRight(turned)))).toBeLessThan(-60);
      },
      TEST_MS,
    );

  for (const action of ['edit', 'retexture'] as const) {
    if (has(action))
      it(
        `/${action} makes a grid of the picture’s shape that follows it, and whose buttons work`,
        async () => {
          const image = await halves('#000000', '#ffffff');
          const grid = await session.command(action, { image, prompt: WORDS });
          expect(grid.content).toContain(`${WORDS} --ar 3:2`);
          expect(Math.min(...(await lightToTheRight(grid)))).toBeGreaterThan(60);
          const { width, height } = await sharp(await pictureOf(grid)).metadata();
          expect(width / height).toBeCloseTo(1.5, 1);
          const promised = (surface: 'grid' | 'solo') =>
            promisedButtons(capabilities, withheld, {
              surface,
              version: 'v7',
              isSquare: false,
              after: [action],
            });
          const tokens = (buttons: readonly Button[]) => buttons.map(buttonToken).toSorted();
          expect(tokens(buttonsOf(grid))).toEqual(tokens(promised('grid')));
          const solo = await session.press(grid, 'u2');
          expect(buttonsOf(solo).map(buttonToken)).toContain('hs');
          for (const token of tokens(buttonsOf(grid)).filter((each) =>
            ['r', 'v3'].includes(each),
          )) {
            expect((await session.press(grid, token)).attachments).toHaveLength(1);
          }
          const wider = buttonsOf(solo).find(({ action: each }) => each === 'zoom-2x');
          if (wider === undefined) return;
          const zoomed = await session.press(solo, buttonToken(wider));
          expect(Math.min(...(await lightToTheRight(zoomed)))).toBeGreaterThan(15);
        },
        TEST_MS,
      );
  }

  if (has('describe'))
    it(
      '/describe finds four texts for what is in the picture',
      async () => {
        for (const [colour, word] of [
          ['#1020d0', 'blue'],
          ['#d01010', 'red'],
        ] as const) {
          const message = await session.command('describe', {
            image: await halves(colour, colour),
          });
          const texts = (message.embeds[0]?.description ?? '').split('\n\n');
          expect(texts).toHaveLength(4);
          for (const text of texts) expect(text).toContain(word);
        }
      },
      TEST_MS,
    );

  if (has('shorten'))
    it(
      '/shorten answers with shorter prompts of the same words',
      async () => {
        const prompt = 'a red fox in the very early fog of a cold morning';
        const message = await session.command('shorten', { prompt });
        const texts = [...(message.embeds[0]?.description ?? '').matchAll(/\d️⃣ (.*)/g)].map(
          ([, text = '']) => text,
        );
        expect(texts.length).toBeGreaterThan(1);
        for (const text of texts) {
          expect(text.length).toBeLessThan(prompt.length);
          for (const word of text.split(/\W+/).filter((each) => each !== '')) {
            expect(prompt).toContain(word);
          }
        }
      },
      TEST_MS,
    );
});

/**
 * How: a grid is made at an emulated vendor, then the bot is started again on the same data with other vendors
 * set up. What is pressed then is made elsewhere, and the pixels tell whether it was made of the picture.
 */
import type { APIMessage } from 'discord-api-types/v10';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellRectangle, panPlace, type Rectangle, tileSize, zoomPlace } from '#domain/geometry.ts';
import { type Emulator, startEmulator } from '#emulators/start-emulator.ts';
import { meanDifference } from '#test/fixtures/mean-difference.ts';
import { buttonRowsOf, openStage, pictureOf, type Stage } from '#test/fixtures/stage.ts';

const PROMPT = 'a lighthouse in fog';
const GONE = 'the service that made the original image is no longer configured here.';
/** What a picture loses when it is shown smaller, or as WebP. */
const CODEC = 8;

const person = (stage: Stage) => {
  const member = stage.playground.person('member');
  const channel = stage.playground.channelId('lantern-room');
  const answerTo = (source: APIMessage) => {
    const known = new Set(stage.finals(channel).map(({ id }) => id));
    return () =>
      stage.final(
        channel,
        ({ id, message_reference }) =>
          message_reference?.message_id === source.id && !known.has(id),
      );
  };
  return {
    member,
    imagine: async (): Promise<APIMessage> => {
      const act = await member.command(channel, 'imagine', { prompt: PROMPT });
      return answerTo(await act.reply())();
    },
    press: async (
      message: APIMessage,
      label: string,
      answered: APIMessage = message,
    ): Promise<APIMessage> => {
      const answer = answerTo(answered);
      const known = buttonRowsOf(message).flat();
      await member.press(message, { [/^[A-Z]/.test(label) ? 'label' : 'emoji']: label });
      expect(known).toContain(label);
      return answer();
    },
    /** The message as a person sees it now. */
    shown: async (message: APIMessage): Promise<APIMessage> => {
      const act = await member.command(channel, 'show', {
        job_id: /f1\.([^.]+)\./.exec(JSON.stringify(message.components))?.[1] ?? '',
      });
      return act.reply();
    },
  };
};

/** What can be made of a message; a remark on it and its page need no service. */
const offeredOn = (message: APIMessage): readonly string[] =>
  buttonRowsOf(message)
    .flat()
    .filter((label) => label !== '❤️' && label !== 'Web');

/** A part of the first of four pictures. */
async function firstOf(grid: APIMessage, part?: Rectangle): Promise<Buffer> {
  const whole = await pictureOf(grid);
  const size = await sharp(whole).metadata();
  const cell = await sharp(whole).extract(cellRectangle(size, 1)).png().toBuffer();
  return part === undefined ? cell : sharp(cell).extract(part).png().toBuffer();
}

describe('with the studio alone', () => {
  let stage: Stage;
  let grid: APIMessage;
  let single: APIMessage;
  beforeAll(async () => {
    stage = await openStage({ vendor: 'apiframe', pictures: 'painted' });
    const before = person(stage);
    grid = await before.imagine();
    single = await before.press(grid, 'U2');
    await stage.killAndRestart({ APIFRAME_API_KEY: '', VENDORS: 'studio' });
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
  });

  it('offers everything that a picture is enough for', async () => {
    const { shown } = person(stage);
    expect(offeredOn(await shown(single))).toEqual(
      expect.arrayContaining(['Vary (Region)', 'Zoom Out 2x', '⬅️', 'Animate (Low motion)']),
    );
    expect(offeredOn(await shown(grid))).toContain('V1');
  }, 60_000);

  it('zooms out of the picture, and says who did', async () => {
    const { shown, press, member } = person(stage);
    const zoomed = await press(await shown(single), 'Zoom Out 2x');
    expect(zoomed.content).toBe(
      `**${PROMPT}** - Zoom Out by <@${member.id}> (fast)\n-# Made by Studio (demonstration painter): ${GONE}`,
    );
    const inner = await firstOf(zoomed, zoomPlace(tileSize({ width: 1, height: 1 }), 2));
    expect(await meanDifference(inner, await pictureOf(single))).toBeLessThan(CODEC);
    // What follows is the studio's own, and nobody has to be told any more.
    const again = await press(zoomed, 'U1');
    expect(again.content).toBe(`**${PROMPT}** - Image #1 <@${member.id}>`);
    const beside = await press(again, '➡️');
    expect(beside.content).not.toContain('Made by');
  }, 120_000);

  it('pans beside the picture', async () => {
    const { shown, press } = person(stage);
    const panned = await press(await shown(single), '⬅️');
    const place = panPlace(tileSize({ width: 3, height: 2 }), 'left');
    const kept = await firstOf(panned, place);
    expect(await meanDifference(kept, await pictureOf(single))).toBeLessThan(CODEC);
  }, 120_000);

  it('repaints the upper third of the picture and leaves the rest', async () => {
    const { shown, press, member } = person(stage);
    const source = await shown(single);
    const picker = await (await member.press(source, { label: 'Vary (Region)' })).reply();
    for (const emoji of ['↖️', '⬆️', '↗️']) await member.press(picker, { emoji });
    const repainted = await press(picker, 'Repaint', source);
    const size = tileSize({ width: 1, height: 1 });
    const below = { left: 0, top: 400, width: size.width, height: size.height - 400 };
    const above = { left: 0, top: 0, width: size.width, height: 300 };
    const part = async (place: Rectangle) =>
      sharp(await pictureOf(single))
        .extract(place)
        .png()
        .toBuffer();
    const kept = await meanDifference(await firstOf(repainted, below), await part(below));
    expect(kept).toBeLessThan(CODEC);
    const changed = await meanDifference(await firstOf(repainted, above), await part(above));
    expect(changed).toBeGreaterThan(CODEC + kept);
  }, 120_000);

  it('varies the picture that was pressed, not another one', async () => {
    const { shown, press } = person(stage);
    const varied = await press(await shown(grid), 'V2');
    const departure = await meanDifference(await firstOf(varied), await pictureOf(single));
    const other = await meanDifference(await firstOf(varied), await firstOf(grid));
    expect(departure).toBeLessThan(other);
  }, 120_000);
});

describe('with a vendor that takes links', () => {
  let stage: Stage;
  let other: Emulator;
  let grid: APIMessage;
  let single: APIMessage;
  beforeAll(async () => {
    other = await startEmulator('mjproxy', {
      pictures: 'flat',
      durations: { queueMs: 20, medianMs: 100, sigma: 0.1 },
    });
    stage = await openStage({ vendor: 'apiframe', pictures: 'flat' });
    const before = person(stage);
    grid = await before.imagine();
    single = await before.press(grid, 'U2');
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
    await other?.close();
  });

  const submitted = () =>
    other.requests.filter(({ operation }) => operation === 'submit').map(({ body }) => body);
  const links = (text: string): readonly string[] =>
    text.match(/http:\/\/127\.0\.0\.1:\d+\/pictures\/[^" \\]+/g) ?? [];

  it('offers nothing that wants a link, without an address of its own', async () => {
    await stage.killAndRestart({
      APIFRAME_API_KEY: '',
      MJPROXY_API_KEY: other.apiKey,
      MJPROXY_BASE_URL: other.baseUrl,
    });
    const { shown } = person(stage);
    expect(offeredOn(await shown(single))).toEqual([]);
    expect(offeredOn(await shown(grid))).toEqual(['U1', 'U2', 'U3', 'U4', '🔄']);
  }, 60_000);

  it('hands over links to the very picture, once each, and is paid once', async () => {
    const port = new URL(stage.bot().webUrl()).port;
    await stage.killAndRestart({
      APIFRAME_API_KEY: '',
      MJPROXY_API_KEY: other.apiKey,
      MJPROXY_BASE_URL: other.baseUrl,
      HTTP_PORT: port,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    });
    const { shown, press } = person(stage);
    expect(offeredOn(await shown(single))).toEqual([
      'Vary (Subtle)',
      'Vary (Strong)',
      'Animate (High motion)',
      'Animate (Low motion)',
    ]);
    const video = await press(await shown(single), 'Animate (Low motion)');
    expect(video.content).toContain(`-# Made by midjourney-proxy: ${GONE}`);
    const varied = await press(await shown(grid), 'V2');
    expect(varied.content).toContain(`-# Made by midjourney-proxy: ${GONE}`);
    const bodies = submitted();
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toContain(PROMPT);
    for (const body of bodies) {
      const [link = ''] = links(body);
      const reply = await fetch(link);
      expect(reply.status).toBe(200);
      const given = Buffer.from(await reply.arrayBuffer());
      expect(await meanDifference(given, await pictureOf(single))).toBeLessThan(CODEC);
    }
  }, 120_000);
});

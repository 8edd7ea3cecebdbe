/**
 * How: a grid is made at an emulated vendor, then the bot is started again on the same data with other vendors
 * set up. What is pressed then is made elsewhere, and the pixels tell whether it was made of the picture.
 */
import type { APIMessage } from 'discord-api-types/v10';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellRectangle, panPlace, type Rectangle, tileSize, zoomPlace } from '#domain/geometry.ts';
import { type Emulator, startEmulator } from '#emulators/start-emulator.ts';
import { buttonRowsOf, type LiveBot, pictureOf, startLiveBot } from '#test/fixtures/live-bot.ts';
import { meanDifference } from '#test/fixtures/mean-difference.ts';

const PROMPT = 'a lighthouse in fog';
const GONE = 'the service that made the original image is no longer configured here.';
/** What a picture loses when it is shown smaller, or as WebP. */
const CODEC = 8;

const person = (live: LiveBot) => {
  const member = live.playground.person('member');
  const channel = live.playground.channelId('lantern-room');
  const answerTo = (source: APIMessage) => {
    const known = new Set(live.finals(channel).map(({ id }) => id));
    return () =>
      live.final(
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
  let live: LiveBot;
  let grid: APIMessage;
  let single: APIMessage;
  beforeAll(async () => {
    live = await startLiveBot({ vendor: 'apiframe', pictures: 'painted' });
    const before = person(live);
    grid = await before.imagine();
    single = await before.press(grid, 'U2');
    await live.killAndRestart({ APIFRAME_API_KEY: '', VENDORS: 'studio' });
  }, 120_000);
  afterAll(async () => {
    await live?.close();
  });

  it('offers everything that a picture is enough for', async () => {
    const { shown } = person(live);
    expect(offeredOn(await shown(single))).toEqual(
      expect.arrayContaining(['Vary (Region)', 'Zoom Out 2x', '⬅️', 'Animate (Low motion)']),
    );
    expect(offeredOn(await shown(grid))).toContain('V1');
  }, 60_000);

  it('zooms out of the picture, and says who did', async () => {
    const { shown, press, member } = person(live);
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
    const { shown, press } = person(live);
    const panned = await press(await shown(single), '⬅️');
    const place = panPlace(tileSize({ width: 3, height: 2 }), 'left');
    const kept = await firstOf(panned, place);
    expect(await meanDifference(kept, await pictureOf(single))).toBeLessThan(CODEC);
  }, 120_000);

  it('repaints the upper third of the picture and leaves the rest', async () => {
    const { shown, press, member } = person(live);
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
    const { shown, press } = person(live);
    const varied = await press(await shown(grid), 'V2');
    const departure = await meanDifference(await firstOf(varied), await pictureOf(single));
    const other = await meanDifference(await firstOf(varied), await firstOf(grid));
    expect(departure).toBeLessThan(other);
  }, 120_000);
});

describe('with a vendor that takes links', () => {
  let live: LiveBot;
  let other: Emulator;
  let grid: APIMessage;
  let single: APIMessage;
  beforeAll(async () => {
    other = await startEmulator('mjproxy', {
      pictures: 'flat',
      durations: { queueMs: 20, medianMs: 100, sigma: 0.1 },
    });
    live = await startLiveBot({ vendor: 'apiframe', pictures: 'flat' });
    const before = person(live);
    grid = await before.imagine();
    single = await before.press(grid, 'U2');
  }, 120_000);
  afterAll(async () => {
    await live?.close();
    await other?.close();
  });

  const submitted = () =>
    other.requests.filter(({ operation }) => operation === 'submit').map(({ body }) => body);
  const links = (text: string): readonly string[] =>
    text.match(/http:\/\/127\.0\.0\.1:\d+\/pictures\/[^" \\]+/g) ?? [];

  it('offers nothing that wants a link, without an address of its own', async () => {
    await live.killAndRestart({
      APIFRAME_API_KEY: '',
      MJPROXY_API_KEY: other.apiKey,
      MJPROXY_BASE_URL: other.baseUrl,
    });
    const { shown } = person(live);
    expect(offeredOn(await shown(single))).toEqual([]);
    expect(offeredOn(await shown(grid))).toEqual(['U1', 'U2', 'U3', 'U4', '🔄']);
  }, 60_000);

  it('hands over links to the very picture, once each, and is paid once', async () => {
    const port = new URL(live.bot().webUrl()).port;
    await live.killAndRestart({
      APIFRAME_API_KEY: '',
      MJPROXY_API_KEY: other.apiKey,
      MJPROXY_BASE_URL: other.baseUrl,
      HTTP_PORT: port,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    });
    const { shown, press } = person(live);
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

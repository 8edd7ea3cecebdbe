/**
 * How: a person in the playground types and presses, the bot runs as its own process through
 * unmodified discord.js, and the channel, the pictures and every REST call are looked at.
 */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byRequests } from '#test/fixtures/bot-process.ts';
import { openOpenapiCheck } from '#test/fixtures/discord-openapi-check.ts';
import {
  buttonRowsOf,
  buttonsInStyle,
  isFinal,
  type LiveBot,
  pictureOf,
  startLiveBot,
} from '#test/fixtures/live-bot.ts';
import { meanDifference } from '#test/fixtures/mean-difference.ts';

const PROMPT = 'a lighthouse in fog --ar 3:2';
const openapi = openOpenapiCheck();

describe.each([
  { vendor: 'studio', options: {}, solo: true },
  {
    vendor: 'apiframe',
    options: { vendor: 'apiframe', pictures: 'painted' as const },
    solo: false,
  },
])('the main path through $vendor', ({ options, solo }) => {
  let live: LiveBot;
  beforeAll(async () => {
    live = await startLiveBot(options);
  });
  afterAll(async () => {
    await live?.close();
  });

  const member = () => live.playground.person('member');
  const channel = () => live.playground.channelId('lantern-room');

  async function imagine() {
    const act = await member().command(channel(), 'imagine', { prompt: PROMPT });
    const progress = await act.reply();
    const grid = await live.final(
      channel(),
      (message) => message.message_reference?.message_id === progress.id,
    );
    return { act, progress, grid };
  }

  it('answers with the progress line, then posts the grid with its two rows and takes the line away', async () => {
    const { act, progress, grid } = await imagine();
    const mention = `<@${member().id}>`;
    expect(act.state()).toMatchObject({ kind: 'acknowledged' });
    expect(progress.content).toMatch(
      /^\*\*a lighthouse in fog --ar 3:2\*\* - <@\d+> \((?:Waiting to start|\d+%)\)/,
    );
    expect(grid.content).toBe(`**${PROMPT}** - ${mention} (fast)`);
    expect(buttonRowsOf(grid)).toEqual([
      ['U1', 'U2', 'U3', 'U4', '🔄'],
      ['V1', 'V2', 'V3', 'V4'],
    ]);
    expect(grid.mentions.map(({ id }) => id)).toEqual([member().id]);
    expect(grid.attachments[0]?.filename).toMatch(/^Milan_a_lighthouse_in_fog.*\.webp$/i);
    await live.playground.until(
      () => !live.playground.messages.all(channel()).some(({ id }) => id === progress.id),
    );
  });

  it('U2 posts picture 2 of the grid at once, as a reply, and turns blue', async () => {
    const { grid } = await imagine();
    await member().press(grid, { label: 'U2' });
    const single = await live.final(
      channel(),
      (message) => message.message_reference?.message_id === grid.id,
    );
    expect(single.content).toBe(`**${PROMPT}** - Image #2 <@${member().id}>`);
    const [whole, picture] = await Promise.all([pictureOf(grid), pictureOf(single)]);
    const { width, height } = await sharp(whole).metadata();
    const cell = (left: number, top: number) =>
      sharp(whole)
        .extract({ left, top, width: width / 2, height: height / 2 })
        .png()
        .toBuffer();
    const [second, third] = await Promise.all([cell(width / 2, 0), cell(0, height / 2)]);
    expect(await meanDifference(picture, second)).toBeLessThan(4);
    expect(await meanDifference(picture, third)).toBeGreaterThan(4);
    await live.playground.until(() => {
      const shown = live.playground.messages.all(channel()).find(({ id }) => id === grid.id);
      return shown !== undefined && buttonsInStyle(shown, 1).join() === 'U2';
    });
    expect(buttonRowsOf(single).flat().includes('Vary (Strong)')).toBe(solo);
  });

  it('V3 posts four variations with the same rows, as a reply to the pressed message', async () => {
    const { grid } = await imagine();
    const act = await member().press(grid, { label: 'V3' });
    expect((await act.reply()).content).toMatch(
      /^Making variations for image #3 with prompt \*\*a lighthouse in fog --ar 3:2\*\* - <@\d+> \(Waiting to start\)|Variations \(Strong\) by/,
    );
    const varied = await live.final(
      channel(),
      (message) => message.message_reference?.message_id === grid.id,
    );
    expect(varied.content).toBe(`**${PROMPT}** - Variations (Strong) by <@${member().id}> (fast)`);
    expect(buttonRowsOf(varied)).toEqual(buttonRowsOf(grid));
  });

  it('reroll posts a new grid of the same prompt', async () => {
    const { grid } = await imagine();
    await member().press(grid, { emoji: '🔄' });
    const again = await live.final(
      channel(),
      (message) => message.message_reference?.message_id === grid.id,
    );
    expect(again.content).toBe(`**${PROMPT}** - <@${member().id}> (fast)`);
    expect(await meanDifference(await pictureOf(again), await pictureOf(grid))).toBeGreaterThan(1);
  });

  it('asks Discord for exactly what is needed: one answer, one post, one removal', async () => {
    const { traffic } = live.playground;
    traffic.clear();
    const { grid } = await imagine();
    // The last request of that job.
    await live.playground.until(() =>
      traffic.all().some(({ route }) => /^delete-/.test(route ?? '')),
    );
    traffic.clear();
    await member().press(grid, { label: 'U1' });
    await live.final(channel(), (message) => message.message_reference?.message_id === grid.id);
    const needed = byRequests
      ? ['create-message', 'delete-original', 'edit-message']
      : ['create-message', 'delete-follow-up', 'edit-message', 'interaction-callback'];
    await live.playground.until(
      () =>
        traffic.all().length >= needed.length &&
        traffic.all().every(({ status }) => status !== undefined),
    );
    expect(
      traffic
        .all()
        .map(({ route }) => route)
        .sort(),
    ).toEqual(needed);
  });

  it('asked for nothing that Discord does not know, and kept its secrets', () => {
    const { traffic, token } = live.playground;
    expect(traffic.unknownRoutes()).toEqual([]);
    expect(traffic.all().filter(({ status }) => status === 429)).toEqual([]);
    const printed = live.bot().output();
    expect(printed).toContain('job moved');
    expect(printed).not.toContain(token);
    if (live.emulator !== null) expect(printed).not.toContain(live.emulator.apiKey);
    expect(printed).not.toContain('lighthouse');
  });

  it.skipIf(openapi === null)(
    'spoke as Discord’s own API document says (DISCORD_OPENAPI names it)',
    () => {
      expect(openapi?.(live.playground.traffic.all())).toEqual([]);
    },
  );

  it('left no final message twice', () => {
    const { messages } = live.playground;
    const posted = messages.all(channel()).filter(isFinal);
    const names = posted.map((message) => message.attachments[0]?.filename);
    expect(new Set(names).size).toBe(names.length);
  });
});

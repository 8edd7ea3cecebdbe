/** How: without a public address the nine parts are pressed inside Discord; the repainted pixels are counted. */
import type { APIMessage } from 'discord-api-types/v10';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  buttonRowsOf,
  buttonsInStyle,
  type LiveBot,
  pictureOf,
  startLiveBot,
} from '#test/fixtures/live-bot.ts';

let live: LiveBot;
let single: APIMessage;
const member = () => live.playground.person('member');
const channel = () => live.playground.channelId('lantern-room');
const replyTo = (source: APIMessage) =>
  live.final(channel(), (message) => message.message_reference?.message_id === source.id);

beforeAll(async () => {
  live = await startLiveBot();
  const act = await member().command(channel(), 'imagine', { prompt: 'a lighthouse' });
  const grid = await replyTo(await act.reply());
  await member().press(grid, { label: 'U1' });
  single = await replyTo(grid);
}, 120_000);
afterAll(async () => {
  await live?.close();
});

it('asks which parts, repaints those and leaves the rest as it was', async () => {
  const asked = await member().press(single, { label: 'Vary (Region)' });
  const picker = await asked.reply();
  expect(picker.flags).toBe(64);
  expect(buttonRowsOf(picker)).toEqual([
    ['↖️', '⬆️', '↗️'],
    ['⬅️', '⏺️', '➡️'],
    ['↙️', '⬇️', '↘️'],
    ['Repaint', 'Cancel'],
  ]);
  await member().press(picker, { emoji: '⬆️' });
  await member().press(picker, { emoji: '↗️' });
  const undecided = await member().press(picker, { emoji: '⬆️' });
  expect(undecided.state()).toMatchObject({ kind: 'acknowledged' });
  const shown = member()
    .sees(channel())
    .find(({ id }) => id === picker.id);
  expect(JSON.stringify(shown?.components).match(/"style":3/g)).toHaveLength(1);
  await member().press(picker, { label: 'Repaint' });
  const grid = await replyTo(single);
  expect(grid.content).toBe(`**a lighthouse** - Variations (Region) by <@${member().id}> (fast)`);
  await live.playground.until(() => {
    const source = live.playground.messages.all(channel()).find(({ id }) => id === single.id);
    return source !== undefined && buttonsInStyle(source, 1).join() === 'Vary (Region)';
  });
  await member().press(grid, { label: 'U3' });
  const [before, after] = await Promise.all(
    [single, await replyTo(grid)].map(async (message) =>
      sharp(await pictureOf(message))
        .removeAlpha()
        .raw()
        .toBuffer(),
    ),
  );
  const differing = { inside: 0, outside: 0 };
  before?.forEach((value, place) => {
    if (value === after?.[place]) return;
    const pixel = Math.floor(place / 3);
    const isInside = pixel % 1024 >= 683 && Math.floor(pixel / 1024) < 341;
    differing[isInside ? 'inside' : 'outside']++;
  });
  expect(differing.outside).toBe(0);
  expect(differing.inside).toBeGreaterThan(50_000);
}, 120_000);

it('Cancel costs nothing and says so', async () => {
  const picker = await (await member().press(single, { label: 'Vary (Region)' })).reply();
  await member().press(picker, { label: 'Cancel' });
  const shown = member()
    .sees(channel())
    .find(({ id }) => id === picker.id);
  expect(shown?.embeds[0]?.description).toContain('nothing was charged');
  expect(shown?.components ?? []).toEqual([]);
});

it('under remix Repaint asks for the words, and the answer becomes the job', async () => {
  await member().command(channel(), 'prefer remix', {});
  const picker = await (await member().press(single, { label: 'Vary (Region)' })).reply();
  await member().press(picker, { emoji: '↘️' });
  const act = await member().press(picker, { label: 'Repaint' });
  expect(JSON.stringify(act.modal())).toContain('"value":"a lighthouse"');
  const before = live.playground.messages.all(channel()).length;
  await member().submitModal(act, { prompt: 'a red barn' });
  const grid = await live.final(channel(), ({ content }) => content.includes('a red barn'));
  expect(grid.content).toContain(`**a red barn** - Remix (Region) by <@${member().id}> (fast)`);
  expect(grid.message_reference?.message_id).toBe(single.id);
  expect(live.playground.messages.all(channel()).length).toBeGreaterThan(before);
  await member().command(channel(), 'prefer remix', {});
}, 120_000);

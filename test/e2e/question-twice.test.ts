/**
 * How: a question that starts jobs is answered three times at once, as by a person with two clients or a finger that
 * slips; the credits of the server say how many jobs there were.
 */
import type { APIMessage } from 'discord-api-types/v10';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const GRID_CREDITS = 8;

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({ environment: { STUDIO_SECONDS: '0' } });
});
afterAll(async () => {
  await live?.close();
});

const member = () => live.playground.person('member');
const channel = () => live.playground.channelId('lantern-room');
const customIdOf = (message: APIMessage, label: string): string => {
  for (const row of message.components ?? []) {
    for (const each of 'components' in row ? row.components : []) {
      if ('label' in each && each.label === label && 'custom_id' in each) return each.custom_id;
    }
  }
  return '?';
};
const pressThrice = async (message: APIMessage, label: string) => {
  // All on their way before the first is answered: a press of its own id would be refused afterwards.
  const customId = customIdOf(message, label);
  await Promise.all([1, 2, 3].map(() => member().forgePress({ message, customId })));
};
async function spentCredits(): Promise<number> {
  const act = await member().command(channel(), 'credits', {});
  const text = (await act.reply()).embeds[0]?.description ?? '';
  const [reserved, spent] = ['Reserved', 'Spent'].map((name) =>
    Number(new RegExp(`${name}\\*\\*: ([\\d,]+)`).exec(text)?.[1]?.replaceAll(',', '')),
  );
  return (reserved ?? Number.NaN) + (spent ?? Number.NaN);
}

it('Yes to all suggestions starts each of them once', async () => {
  const create = { width: 64, height: 64, channels: 3, background: '#1030c0' } as const;
  const image = { name: 'sea.png', bytes: await sharp({ create }).png().toBuffer() };
  await member().command(channel(), 'describe', { image: { ...image, contentType: 'image/png' } });
  const described = await live.playground.messages.until(
    (message) => customIdOf(message, 'Imagine all') !== '?',
    { timeoutMs: 60_000, what: 'suggestions' },
  );
  const before = await spentCredits();
  const question = await (await member().press(described, { label: 'Imagine all' })).reply();
  await pressThrice(question, 'Yes');
  await live.playground.until(() => live.finals(channel()).length >= 4, {
    timeoutMs: 60_000,
    what: 'four grids',
  });
  expect(await spentCredits()).toBe(before + 4 * GRID_CREDITS);
}, 120_000);

it('Repaint paints once', async () => {
  await member().command(channel(), 'imagine', { prompt: 'a lighthouse' });
  const grid = await live.final(channel(), ({ content }) => content.includes('a lighthouse'));
  await member().press(grid, { label: 'U1' });
  const single = await live.final(
    channel(),
    (message) => message.message_reference?.message_id === grid.id,
  );
  const picker = await (await member().press(single, { label: 'Vary (Region)' })).reply();
  await member().press(picker, { emoji: '⬆️' });
  const chosen = member()
    .sees(channel())
    .find(({ id }) => id === picker.id);
  if (chosen === undefined) throw new Error('the picker is gone');
  const before = await spentCredits();
  await pressThrice(chosen, 'Repaint');
  await live.final(channel(), ({ content }) => content.includes('Variations (Region)'));
  expect(await spentCredits()).toBe(before + GRID_CREDITS);
}, 120_000);

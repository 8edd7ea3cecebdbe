/** How: prompts with slips are typed in the playground, and the buttons under their refusals pressed. */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { buttonRowsOf, isFinal, type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({ environment: { STUDIO_SECONDS: '0' } });
});
afterAll(async () => {
  await live?.close();
});

const member = () => live.playground.person('member');
const channel = () => live.playground.channelId('lantern-room');
const words = ({ content, embeds }: APIMessage) => `${content}\n${JSON.stringify(embeds)}`;
const imagine = async (prompt: string) =>
  (await member().command(channel(), 'imagine', { prompt })).reply();
const finals = () => live.playground.messages.all(channel()).filter(isFinal);
const available = async () =>
  /\*\*Available\*\*: ([\d,]+)/.exec(
    words(await (await member().command(channel(), 'credits', {})).reply()),
  )?.[1];
const grid = (start: string) =>
  live.playground.until(() => finals().some(({ content }) => content.startsWith(start)), {
    timeoutMs: 30_000,
    what: `a grid of ${start}`,
  });

it('shows the corrected prompt, and one press starts it once', async () => {
  const refusal = await imagine('a \\{red, blue\\} kite -ar 3:2 --stylise 50');
  expect((refusal.flags ?? 0) & 64).toBe(64);
  expect(words(refusal)).toContain('--ar 3:2 --stylize 50');
  expect(buttonRowsOf(refusal)).toEqual([['Fix and run']]);
  expect(await available()).toBe('2,000');
  await member().press(refusal, { label: 'Fix and run' });
  await grid('**a {red, blue} kite --ar 3:2 --stylize 50');
  expect(await available()).toBe('1,992');
  const shown = () =>
    member()
      .sees(channel())
      .find(({ id }) => id === refusal.id);
  expect(shown()?.embeds[0]?.title).toBe('Started 1 job');
  expect(shown()?.components).toEqual([]);
  // From a client that shows the old message yet.
  const customId = `f1.x.${refusal.interaction_metadata?.id}.corrected`;
  const again = await (await member().forgePress({ message: refusal, customId })).reply();
  expect(words(again)).toContain('does not know this button, or no longer does');
  expect(await available()).toBe('1,992');
});

it('runs a word with one hyphen as the word it is', async () => {
  const refusal = await imagine('a lantern -ar 16:9');
  expect(buttonRowsOf(refusal)).toEqual([['Fix and run', 'Run as typed']]);
  await member().press(refusal, { label: 'Run as typed' });
  await grid('**a lantern -ar 16:9');
  expect(await available()).toBe('1,984');
});

it('offers nothing where only the person knows what is right', async () => {
  const refusal = await imagine('a lantern --blorp 4');
  expect(words(refusal)).toContain('--blorp');
  expect(buttonRowsOf(refusal)).toEqual([]);
});

it('takes no press of another person', async () => {
  const refusal = await imagine('a comet --stylise 50');
  // Nobody else has the refusal, so the custom id is pressed on another message.
  const owner = live.playground.person('owner');
  const customId = `f1.x.${refusal.interaction_metadata?.id}.corrected`;
  const other = await postButtons(live.playground, channel(), [customId]);
  await owner.press(other, { customId });
  const shown = () => live.playground.messages.all(channel()).find(({ id }) => id === other.id);
  await live.playground.until(() => words(shown() ?? other).includes('started already'), {
    timeoutMs: 60_000,
    what: 'the answer to a press of another person',
  });
  expect(finals().filter(({ content }) => content.includes('comet'))).toEqual([]);
});

/**
 * Fix and run where the vendor's newest version is not Midjourney's: MidAPI runs V7. How: prompts with slips are typed in
 * the playground, and what the emulated vendor is asked for is read.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buttonRowsOf, type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({ vendor: 'midapi' });
});
afterAll(async () => {
  await live?.close();
});

const member = () => live.playground.person('member');
const channel = () => live.playground.channelId('lantern-room');
const words = ({ content, embeds }: APIMessage) => `${content}\n${JSON.stringify(embeds)}`;
const imagine = async (prompt: string) =>
  (await member().command(channel(), 'imagine', { prompt })).reply();
const orders = () =>
  (live.emulator?.requests ?? [])
    .filter(({ operation }) => operation === 'submit')
    .map(({ body }): unknown => JSON.parse(body));

it('what V7 has and Midjourney’s newest has not is corrected for V7, and runs on the press', async () => {
  const refusal = await imagine('a fox --quality 2 --draft --stylise 50');
  expect(words(refusal)).toContain('--stylize 50');
  expect(buttonRowsOf(refusal)).toEqual([['Fix and run']]);
  expect(orders()).toEqual([]);
  const pressed = await member().press(refusal, { label: 'Fix and run' });
  await live.final(channel(), ({ content }) => content.includes('a fox'));
  expect(pressed.state().kind).not.toBe('failed');
  expect(orders()).toEqual([
    expect.objectContaining({ prompt: 'a fox --quality 2 --draft', stylization: 50 }),
  ]);
});

it('what the vendor would refuse on the press is not offered', async () => {
  for (const prompt of [
    // Right by Midjourney's own rules once the slip is corrected, and none of the vendor's versions.
    'a fox --v 8.1 --stylise 50',
    // Outside its closed list of shapes.
    'a fox --ar 21:9 --stylise 50',
    // Between the steps of its field.
    'a fox --chaos 13 --stylise 50',
  ]) {
    const refusal = await imagine(prompt);
    expect(buttonRowsOf(refusal), prompt).toEqual([]);
  }
  expect(orders()).toHaveLength(1);
});

/** How: prompts that stand for several jobs are typed in the playground, and the question answered. */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

it('asks first, with the number of jobs and the price, and yes starts each of them once', async () => {
  const question = await imagine('a {red,blue} {cat,dog} --ar 3:2');
  expect((question.flags ?? 0) & 64).toBe(64);
  expect(words(question)).toContain('**4 jobs** for **32 credits**');
  expect(words(question)).toContain('The server has 2,000 credits.');
  expect(words(question)).toContain('**1** a red cat --ar 3:2');
  expect(words(question)).toContain('**4** a blue dog --ar 3:2');
  expect(buttonRowsOf(question)).toEqual([['Yes', 'No']]);
  expect(finals()).toEqual([]);
  await member().press(question, { label: 'Yes' });
  await live.playground.until(() => finals().length >= 4, {
    timeoutMs: 30_000,
    what: 'four grids',
  });
  expect(
    finals()
      .map(({ content }) => content.split(' -')[0])
      .sort(),
  ).toEqual(['**a blue cat', '**a blue dog', '**a red cat', '**a red dog']);
  await member().forgePress({
    message: question,
    customId: `f1.b.${question.interaction_metadata?.id}.yes`,
  });
  const credits = await (await member().command(channel(), 'credits', {})).reply();
  expect(words(credits)).toContain('**Available**: 1,968');
  expect(finals()).toHaveLength(4);
});

it('in stealth every job of it is for the person alone', async () => {
  const owner = live.playground.person('owner');
  await owner.command(channel(), 'stealth', {});
  const act = await owner.command(channel(), 'imagine', { prompt: 'a {quiet,hidden} fox' });
  await owner.press(await act.reply(), { label: 'Yes' });
  const own = () =>
    owner
      .sees(channel())
      .filter(({ content, attachments }) => /quiet|hidden/.test(content) && attachments.length > 0);
  await live.playground.until(() => own().length === 2, {
    timeoutMs: 30_000,
    what: 'two private grids',
  });
  expect(
    member()
      .sees(channel())
      .filter(({ content }) => /quiet|hidden/.test(content)),
  ).toEqual([]);
});

it('no starts nothing', async () => {
  const before = finals().length;
  const question = await imagine('a fox --repeat 3');
  expect(words(question)).toContain('**3 jobs** for **24 credits**');
  await member().press(question, { label: 'No' });
  const told = member()
    .sees(channel())
    .find(({ id }) => id === question.id);
  expect(told === undefined ? '' : words(told)).toContain('Nothing started');
  expect(finals()).toHaveLength(before);
});

it.each([
  ['explodes', 'a {1,2,3,4,5} {1,2,3,4,5} {1,2,3,4,5}', /125 jobs/],
  ['is in relax mode', 'a {red,blue} fox --relax', /You can not submit batch jobs in relax mode/],
  ['has a fault in one', 'a fox --stylize {50,5000}', /--stylize must be between 0 and 1000/],
])('what %s is refused', async (_title, prompt, says) => {
  const reply = await imagine(prompt);
  expect((reply.flags ?? 0) & 64).toBe(64);
  expect(words(reply)).toMatch(says);
});

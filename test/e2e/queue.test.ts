/** How: one person asks for more than may run at once, in the playground; what they are told is read. */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buttonsInStyle, type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({
    environment: { STUDIO_SECONDS: '3', MEMBER_RUNNING_JOBS: '1', MEMBER_WAITING_JOBS: '1' },
  });
});
afterAll(async () => {
  await live?.close();
});

const embedOf = (message: APIMessage) => message.embeds[0];

it('says what waits and where, refuses what is too much, and starts what waited', async () => {
  const member = live.playground.person('member');
  const channel = live.playground.channelId('lantern-room');
  const imagine = async (prompt: string) =>
    (await member.command(channel, 'imagine', { prompt })).reply();
  const first = await imagine('one fox');
  const second = await imagine('two foxes');
  const third = await imagine('three foxes');
  expect(first.embeds).toEqual([]);
  expect(embedOf(second)).toMatchObject({
    title: 'Job queued',
    description:
      "You have reached the maximum allowed number of concurrent jobs. Don't worry, this job will start as soon as another one finishes!",
    color: 16776960,
    footer: { text: '/imagine two foxes' },
    fields: [{ name: 'Position in your queue', value: '1' }],
  });
  expect(second.content).toBe(`**two foxes** - <@${member.id}> (Waiting to start)`);
  expect(buttonsInStyle(second, 4)).toEqual(['Cancel Job']);
  expect(third.flags).toBe(64);
  expect(embedOf(third)).toMatchObject({
    title: 'Queue full',
    description:
      'Your job queue is full. Please wait for a job to finish first, then resubmit this one.',
    color: 16711680,
    footer: { text: '/imagine three foxes' },
  });
  const finalOf = (id: string) =>
    live.final(channel, (message) => message.message_reference?.message_id === id);
  await finalOf(first.id);
  await live.playground.messages.until(
    (message) => message.id === second.id && /\(\d+%\)/.test(message.content),
    { timeoutMs: 20_000, what: 'the second job to run' },
  );
  const running = live.playground.messages.all(channel).find(({ id }) => id === second.id);
  expect(running?.embeds).toEqual([]);
  expect(running?.components ?? []).toEqual([]);
  await finalOf(second.id);
});

it('cancels what only waits', async () => {
  const member = live.playground.person('member');
  const channel = live.playground.channelId('lantern-room');
  const imagine = async (prompt: string) =>
    (await member.command(channel, 'imagine', { prompt })).reply();
  await imagine('one fox');
  const waiting = await imagine('two foxes');
  await member.press(waiting, { label: 'Cancel Job' });
  const stopped = await live.playground.messages.until(
    (message) => message.id === waiting.id && message.content.includes('(Stopped)'),
    { timeoutMs: 20_000, what: 'the waiting job to be stopped' },
  );
  expect(stopped.embeds).toEqual([]);
});

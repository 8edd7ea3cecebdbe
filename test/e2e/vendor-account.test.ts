/**
 * A vendor's account is blocked while a job runs there. How: the bot in its own process, a midjourney-proxy whose tasks
 * end with the words of a blocked account, and a second vendor that works.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '#emulators/start-emulator.ts';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

let live: LiveBot;
let other: Emulator;
beforeAll(async () => {
  other = await startEmulator('midapi', {
    pictures: 'flat',
    durations: { queueMs: 50, medianMs: 400, sigma: 0 },
  });
  live = await startLiveBot({
    vendor: 'mjproxy',
    environment: {
      VENDORS: 'mjproxy,midapi',
      MIDAPI_API_KEY: other.apiKey,
      MIDAPI_BASE_URL: other.baseUrl,
    },
  });
});
afterAll(async () => {
  await live?.close();
  await other?.close();
});

it('the job itself is made by the other vendor, and whoever runs the bot reads why', async () => {
  live.emulator?.faults.set('fails-midway', { text: 'Your account is pending moderation' });
  const channel = live.playground.channelId('lantern-room');
  const member = live.playground.person('member');
  const act = await member.command(channel, 'imagine', { prompt: 'a lighthouse --v 7' });
  const progress = await act.reply();
  const final = await live.final(
    channel,
    ({ message_reference }) => message_reference?.message_id === progress.id,
  );
  expect(final.content).toContain('a lighthouse');
  expect([live.emulator?.jobs().length, other.jobs().length]).toEqual([1, 1]);
  const [moved, closed] = await Promise.all([
    live.bot().lineWith('job moves to another vendor'),
    live.bot().lineWith('vendor refuses the account; breaker open'),
  ]);
  expect(moved).toMatchObject({ from: 'mjproxy', to: 'midapi', failure: 'unauthorized' });
  expect(closed).toMatchObject({ vendor: 'mjproxy' });
  // Nobody is told of a failure, and the next one does not go there first.
  expect(live.finals(channel)).toHaveLength(1);
  const next = await (
    await member.command(channel, 'imagine', { prompt: 'a harbour --v 7' })
  ).reply();
  await live.final(channel, ({ message_reference }) => message_reference?.message_id === next.id);
  expect([live.emulator?.jobs().length, other.jobs().length]).toEqual([1, 2]);
});

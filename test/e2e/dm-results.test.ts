/** How: a person asks for their results by direct message in the playground, which is then read. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({ environment: { STUDIO_SECONDS: '0' } });
});
afterAll(async () => {
  await live?.close();
});

it('sends a grid as single pictures with prompt, job id and seed, to its owner alone', async () => {
  const member = live.playground.person('member');
  const channel = live.playground.channelId('lantern-room');
  const progress = await (await member.command(channel, 'imagine', { prompt: 'a fox' })).reply();
  const grid = await live.final(
    channel,
    (message) => message.message_reference?.message_id === progress.id,
  );
  const foreign = await live.playground
    .person('owner')
    .contextCommand(channel, 'DM Results', grid.id);
  expect(JSON.stringify((await foreign.reply()).embeds)).toContain('Only the person who started');
  const act = await member.contextCommand(channel, 'DM Results', grid.id);
  const reply = await act.reply({ timeoutMs: 20_000 });
  expect((reply.flags ?? 0) & 64).toBe(64);
  expect(JSON.stringify(reply.embeds)).toContain('in your direct messages');
  const [direct, ...others] = member.sees(member.directChannelId());
  expect(others).toEqual([]);
  expect(direct?.content).toMatch(
    /^\*\*a fox\*\*\n\*\*Job ID\*\*: [0-9a-z]{16}\n\*\*seed\*\* \d+$/,
  );
  expect(direct?.attachments.map(({ width, height }) => [width, height])).toEqual(
    Array.from({ length: 4 }, () => [1024, 1024]),
  );
});

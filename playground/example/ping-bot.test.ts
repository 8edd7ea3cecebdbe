import { startPlayground } from 'discord-playground';
import { afterAll, expect, test } from 'vitest';
import { startPingBot } from './ping-bot.ts';

const playground = await startPlayground();
const bot = await startPingBot(playground.token, playground.apiUrl);
afterAll(async () => {
  await bot.destroy();
  await playground.close();
});

test('/ping is answered', async () => {
  const member = playground.person('member');
  const act = await member.command(playground.channelId('lantern-room'), 'ping');
  expect(await act.reply()).toMatchObject({ content: 'Pong!', author: { bot: true } });
});

test('the bot uses nothing of Discord that the playground does not know', () => {
  expect(playground.traffic.unknownRoutes()).toEqual([]);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startPlayground } from '#playground/start-playground.ts';

const script = fileURLToPath(import.meta.resolve('#test/fixtures/discord-echo-bot.ts'));

test('the playground outlives its bot: killed while pressed, started again, pressed again', async () => {
  const playground = await startPlayground({ page: false });
  onTestFinished(playground.close);
  const startBot = async (): Promise<ChildProcess> => {
    const registered = playground.traffic.count('replace-commands');
    const bot = spawn(process.execPath, [script], {
      env: { ...process.env, DISCORD_API_URL: playground.apiUrl, DISCORD_TOKEN: playground.token },
      stdio: 'inherit',
    });
    onTestFinished(() => {
      bot.kill('SIGKILL');
    });
    await playground.until(() => playground.traffic.count('replace-commands') > registered, {
      timeoutMs: 15_000,
      what: 'the bot to register its commands',
    });
    return bot;
  };
  const first = await startBot();
  const member = playground.person('member');
  const channelId = playground.channelId('lantern-room');
  const reply = await (await member.command(channelId, 'echo', { text: 'hello' })).reply();

  first.kill('SIGKILL');
  await once(first, 'exit');
  await playground.until(() => !playground.isBotConnected(), { what: 'the bot to be gone' });
  const unheard = await member.press(reply, { label: 'Go' });
  expect(unheard.state()).toMatchObject({ kind: 'failed' });
  expect(member.sees(channelId)).toMatchObject([{ content: 'hello' }]);

  await startBot();
  const heard = await member.press(reply, { label: 'Go' });
  expect(heard.state()).toMatchObject({ kind: 'acknowledged' });
  expect(member.sees(channelId)).toMatchObject([{ content: 'pressed', components: [] }]);
  expect(playground.traffic.unknownRoutes()).toEqual([]);
});

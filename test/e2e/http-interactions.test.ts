/**
 * How: the bot in its own process takes interactions as signed requests, while its gateway stays connected and is
 * given none. The whole of the walks runs in this way by `npm run test:http`; here is one of each kind of answer.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

describe('a bot that Discord sends its interactions to', () => {
  let live: LiveBot;
  const channel = () => live.playground.channelId('lantern-room');
  const member = () => live.playground.person('member');

  beforeAll(async () => {
    live = await startLiveBot({ interactions: 'http', environment: { STUDIO_SECONDS: '0' } });
  }, 120_000);
  afterAll(async () => {
    await live?.close();
  });

  const imagine = async () => {
    const act = await member().command(channel(), 'imagine', { prompt: 'a lighthouse' });
    const progress = await act.reply();
    return live.final(channel(), (one) => one.message_reference?.message_id === progress.id);
  };

  it('answers a command in the response, and finds the message for the result', async () => {
    const { traffic } = live.playground;
    traffic.clear();
    const grid = await imagine();
    expect(grid.attachments).toHaveLength(1);
    const routes = traffic.all().map(({ route }) => route);
    expect(routes).not.toContain('interaction-callback');
    // The first progress edit tells the message's id, and a job without one asks for it.
    expect(routes.some((route) => route === 'get-original' || route === 'edit-original')).toBe(
      true,
    );
  }, 60_000);

  it('answers presses, modals, suggestions and files', async () => {
    const grid = await imagine();
    await member().press(grid, { label: 'U2' });
    const single = await live.final(
      channel(),
      ({ message_reference }) => message_reference?.message_id === grid.id,
    );
    const opened = await member().press(single, { label: 'Custom Zoom' });
    expect(opened.state()).toMatchObject({ kind: 'acknowledged', callbackType: 9 });
    const typing = { option: 'job_id', text: '' };
    const suggested = await member().autocomplete(channel(), 'show', typing);
    expect(suggested.state()).toMatchObject({ kind: 'acknowledged', callbackType: 8 });
    // A picture goes by a request of the bot's own.
    const jobId = /f1\.([0-9a-z]{16})\./.exec(JSON.stringify(single.components))?.[1] ?? '';
    const tree = await (await member().command(channel(), 'tree', { job_id: jobId })).reply();
    expect(tree.embeds[0]?.image?.url).toMatch(/^http/);
  }, 60_000);

  it('is taken up again by a new process of the same bot', async () => {
    await live.killAndRestart();
    expect((await imagine()).attachments).toHaveLength(1);
  }, 180_000);
});

/**
 * How: a vendor that accepts and never answers, and thirty people's worth of commands and presses
 * at once; every interaction's first answer is timed by the playground, which is Discord's clock.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const AT_ONCE = 30;
const DISCORD_WAITS_MS = 3_000;

describe('answers come in time', () => {
  let live: LiveBot;
  beforeAll(async () => {
    live = await startLiveBot({ vendor: 'apiframe' });
  });
  afterAll(async () => {
    await live?.close();
  });

  it('within three seconds, whatever the vendor does', async () => {
    const { playground, emulator } = live;
    const channel = playground.channelId('lantern-room');
    const member = playground.person('member');
    const first = await member.command(channel, 'imagine', { prompt: 'a first one' });
    const progress = await first.reply();
    const grid = await live.final(
      channel,
      (message) => message.message_reference?.message_id === progress.id,
    );
    emulator?.faults.set('silent', { on: ['submit', 'check', 'picture'] });
    const acts = await Promise.all([
      ...Array.from({ length: AT_ONCE }, (_, number) =>
        member.command(channel, 'imagine', { prompt: `number ${number}` }),
      ),
      ...['U1', 'U2', 'V1', 'V2'].map((label) => member.press(grid, { label })),
      member.command(channel, 'info', {}),
      member.command(channel, 'credits', {}),
    ]);
    const times = acts.map((act) => {
      const state = act.state();
      return state.kind === 'acknowledged' ? state.afterMs : Number.POSITIVE_INFINITY;
    });
    expect(times.filter((ms) => ms >= DISCORD_WAITS_MS)).toEqual([]);
    expect(times).toHaveLength(AT_ONCE + 6);
  });
});

/**
 * How: some jobs, and a SIGKILL among each four of them at a moment that a seed decides, counted in what the
 * outside sees (REST calls), never in time; then a restart on the same data.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFinal, type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';
import { seeded } from '#test/simulation/seeded.ts';

/** One person asks for all of them. */
const MANY = { MEMBER_RUNNING_JOBS: '100', MEMBER_WAITING_JOBS: '100' };

describe.each([
  { vendor: 'studio', jobs: 8, options: { environment: { ...MANY, STUDIO_SECONDS: '0.5' } } },
  { vendor: 'apiframe', jobs: 12, options: { vendor: 'apiframe', environment: MANY } },
])('a bot on $vendor that is killed again and again', ({ vendor, jobs, options }) => {
  let live: LiveBot;
  beforeAll(async () => {
    live = await startLiveBot(options);
  });
  afterAll(async () => {
    await live?.close();
  });

  it('ends every accepted job in exactly one final message and bills none twice', {
    timeout: 240_000,
  }, async () => {
    const random = seeded(vendor.length);
    const { playground } = live;
    const channel = playground.channelId('lantern-room');
    const member = playground.person('member');
    let accepted = 0;
    for (let round = 0; accepted < jobs; round++) {
      const perRound = 4;
      const acts = await Promise.all(
        Array.from({ length: perRound }, () =>
          member.command(channel, 'imagine', { prompt: `round ${round}` }),
        ),
      );
      accepted += acts.filter((act) => act.message() !== null).length;
      const calls = playground.traffic.all().length + random.below(14);
      await playground
        .until(() => playground.traffic.all().length >= calls, { timeoutMs: 1_500 })
        .catch(() => 'nothing more was asked: as good a moment as any');
      await live.killAndRestart();
    }
    const finals = () => playground.messages.all(channel).filter(isFinal);
    await playground.until(() => finals().length >= accepted, {
      timeoutMs: 120_000,
      what: `${accepted} final messages`,
    });
    const names = finals().map(({ attachments }) => attachments[0]?.filename);
    expect(new Set(names).size).toBe(names.length);
    const act = await member.command(channel, 'credits', {});
    const reply = await act.reply();
    const words = JSON.stringify(reply.embeds);
    expect(words).toContain((2000 - 8 * names.length).toLocaleString('en-US'));
    if (live.emulator !== null) {
      const keys = live.emulator.jobs().map((job) => job.idempotencyKey);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.length).toBe(names.length);
    }
  });
});

/** The whole bot on PostgreSQL: a job, and one whose process is killed; another process takes it up within its term. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isFinal, type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';

let server: PostgresServer;
let live: LiveBot;
beforeAll(async () => {
  server = await startPostgres();
  const environment = { DATABASE_URL: await server.newDatabase() };
  live = await startLiveBot({ vendor: 'apiframe', environment });
});
afterAll(async () => {
  await live?.close();
  await server?.close();
});

it('draws, and draws once what a killed process had begun', { timeout: 120_000 }, async () => {
  const { playground } = live;
  const channel = playground.channelId('lantern-room');
  const member = playground.person('member');
  await member.command(channel, 'imagine', { prompt: 'a lighthouse' });
  await live.final(channel, () => true);
  await member.command(channel, 'imagine', { prompt: 'a harbour' });
  await live.killAndRestart();
  const finals = () => playground.messages.all(channel).filter(isFinal);
  await playground.until(() => finals().length >= 2, {
    timeoutMs: 60_000,
    what: 'the second final message',
  });
  expect(finals()).toHaveLength(2);
  const jobs = live.emulator?.jobs() ?? [];
  expect(new Set(jobs.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
  expect(jobs).toHaveLength(2);
  expect(live.bot().output()).not.toContain('fourfold.db');
});

/** The whole bot on PostgreSQL: a job, and one whose process is killed; another process takes it up within its term. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';
import { isFinal, openStage, type Stage } from '#test/fixtures/stage.ts';

let server: PostgresServer;
let stage: Stage;
beforeAll(async () => {
  server = await startPostgres();
  const environment = { DATABASE_URL: await server.newDatabase() };
  stage = await openStage({ vendor: 'apiframe', environment });
});
afterAll(async () => {
  await stage?.close();
  await server?.close();
});

it('draws, and draws once what a killed process had begun', { timeout: 120_000 }, async () => {
  const { playground } = stage;
  const channel = playground.channelId('lantern-room');
  const member = playground.person('member');
  await member.command(channel, 'imagine', { prompt: 'a lighthouse' });
  await stage.final(channel, () => true);
  await member.command(channel, 'imagine', { prompt: 'a harbour' });
  await stage.killAndRestart();
  const finals = () => playground.messages.all(channel).filter(isFinal);
  await playground.until(() => finals().length >= 2, {
    timeoutMs: 60_000,
    what: 'the second final message',
  });
  expect(finals()).toHaveLength(2);
  const jobs = stage.emulator?.jobs() ?? [];
  expect(new Set(jobs.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
  expect(jobs).toHaveLength(2);
  expect(stage.bot().output()).not.toContain('fourfold.db');
});

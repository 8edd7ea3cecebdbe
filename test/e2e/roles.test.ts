/**
 * How: a web process and two workers on one PostgreSQL and one bucket; interactions come as signed requests to the web
 * process alone, and nobody has a gateway session. A worker is killed in the middle of a job.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '#emulators/start-emulator.ts';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import {
  type BotProcess,
  dataFolder,
  playgroundEnvironment,
  startBot,
  startBotIn,
} from '#test/fixtures/bot-process.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';
import { type S3Server, startS3Server } from '#test/fixtures/s3-server.ts';
import { isFinal } from '#test/fixtures/stage.ts';

let server: PostgresServer;
let service: S3Server;
let emulator: Emulator;
let playground: Playground;
let environment: Readonly<Record<string, string>>;
const folders = Array.from({ length: 5 }, dataFolder);
const bots: BotProcess[] = [];

const as = (roles: string, folder: number) => ({
  ...environment,
  ROLES: roles,
  DATA_DIR: folders[folder]?.path ?? '',
});

beforeAll(async () => {
  server = await startPostgres();
  service = await startS3Server();
  playground = await startPlayground();
  emulator = await startEmulator('apiframe', {
    pictures: 'flat',
    durations: { queueMs: 50, medianMs: 1_500, sigma: 0.1 },
  });
  environment = {
    ...playgroundEnvironment(playground, 'http'),
    DATABASE_URL: await server.newDatabase(),
    ARCHIVE_URL: `s3://pictures?region=${service.region}&endpoint=${service.endpoint}`,
    AWS_ACCESS_KEY_ID: service.accessKeyId,
    AWS_SECRET_ACCESS_KEY: service.secretAccessKey,
    APIFRAME_API_KEY: emulator.apiKey,
    APIFRAME_BASE_URL: emulator.baseUrl,
  };
  bots.push(await startBotIn(playground, as('web', 0)));
  bots.push(await startBot(as('worker', 1)));
}, 180_000);

afterAll(async () => {
  await Promise.all(bots.map((bot) => bot.terminate()));
  await emulator?.close();
  await playground?.close();
  await service?.close();
  await server?.close();
  for (const folder of folders) folder.remove();
});

const channel = () => playground.channelId('lantern-room');
const member = () => playground.person('member');
const finals = () => playground.messages.all(channel()).filter(isFinal);
const nextFinal = (known: number) =>
  playground.until(() => (finals().length > known ? finals().at(-1) : null), {
    timeoutMs: 60_000,
    what: 'a final message',
  });

it('draws what the web process took, and follows it up', { timeout: 120_000 }, async () => {
  expect(playground.isBotConnected()).toBe(false);
  await member().command(channel(), 'imagine', { prompt: 'a lighthouse' });
  const grid = await nextFinal(0);
  await member().press(grid, { label: 'U1' });
  const single = await nextFinal(1);
  expect(single.message_reference?.message_id).toBe(grid.id);
  const pages = bots.map((bot) => fetch(`${bot.webUrl()}/readyz`));
  expect((await Promise.all(pages)).map(({ status }) => status)).toEqual([200, 200]);
  // A worker's port has its health alone.
  const asked = { method: 'POST', body: '{}' };
  expect((await fetch(`${bots[1]?.webUrl()}/interactions`, asked)).status).toBe(404);
});

it('goes on in another worker when one is killed', { timeout: 180_000 }, async () => {
  const before = emulator.jobs().length;
  await member().command(channel(), 'imagine', { prompt: 'a harbour' });
  await playground.until(() => emulator.jobs().length > before, {
    timeoutMs: 30_000,
    what: 'the job at the vendor',
  });
  await bots[1]?.kill();
  bots.push(await startBot(as('worker', 2)));
  await nextFinal(2);
  expect(finals()).toHaveLength(3);
  expect(emulator.jobs()).toHaveLength(before + 1);
});

it('has one gateway session, which another process resumes', { timeout: 240_000 }, async () => {
  await playground.setEndpoint('interactions', null);
  const holder = await startBot(as('gateway', 3));
  const standby = await startBot(as('gateway', 4));
  bots.push(holder, standby);
  expect(playground.isBotConnected()).toBe(true);
  expect((await fetch(`${standby.webUrl()}/readyz`)).status).toBe(200);
  await holder.kill();
  await playground.until(() => !playground.isBotConnected());
  await standby.lineWith('gateway taken over');
  await playground.until(() => playground.isBotConnected(), {
    timeoutMs: 30_000,
    what: 'the other process',
  });
  await member().command(channel(), 'imagine', { prompt: 'a pier' });
  await nextFinal(3);
});

/**
 * How: a web process and two workers on one PostgreSQL and one bucket; interactions come as signed requests to the web
 * process alone, and nobody has a gateway session. A worker is killed in the middle of a job.
 */
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Emulator, startEmulator } from '#emulators/start-emulator.ts';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import {
  type BotProcess,
  dataFolder,
  playgroundEnvironment,
  startBot,
  startBotIn,
} from '#test/fixtures/bot-process.ts';
import { isFinal } from '#test/fixtures/live-bot.ts';
import { type PostgresServer, startPostgres } from '#test/fixtures/postgres.ts';
import { type S3Server, startS3Server } from '#test/fixtures/s3-server.ts';

const SHARDS = 2;

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
  playground = await startPlayground({ shards: SHARDS });
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

/** Who holds which shard, and by which session, as the database says. */
async function shardsHeld() {
  const client = new pg.Client(environment.DATABASE_URL);
  await client.connect();
  try {
    const { rows } = await client.query<{ shard: string; worker: string; session: string | null }>(
      `SELECT shard, worker, (SELECT value FROM facts WHERE key = 'discord-session:' || shard) AS session FROM shards`,
    );
    return rows.map(({ shard, worker, session }) => ({
      shard: Number(shard),
      pid: Number(worker.split('/')[1]),
      session: /"sessionId":"([^"]+)"/.exec(session ?? '')?.[1] ?? null,
    }));
  } finally {
    await client.end();
  }
}

/** Sends a command every half second until two are answered, of which one at least was sent while nobody was there. */
async function askUntilAnswered() {
  const ids: string[] = [];
  const commandId = playground.commands().find(({ name }) => name === 'help')?.id ?? '';
  const isAnswered = (id: string) =>
    playground.traffic.all().some(({ path }) => path.includes(`/interactions/${id}/`));
  for (const untilMs = Date.now() + 90_000; Date.now() < untilMs; ) {
    const act = { kind: 'command', channelId: channel(), commandId, options: [] } as const;
    const { interactionId } = await member().begin({ ...act, files: new Map() });
    ids.push(interactionId);
    const first = await playground
      .until(() => ids.some(isAnswered), { timeoutMs: 500, what: 'an answer' })
      .catch(() => false);
    if (first === false) continue;
    const answeredAtMs = Date.now();
    await playground.until(() => ids.filter(isAnswered).length > 1, {
      timeoutMs: 10_000,
      what: 'what was sent before',
    });
    return { sent: ids.length, answered: ids.filter(isAnswered).length, answeredAtMs };
  }
  throw new Error('nothing was answered');
}

it('shares the shards, and another process resumes those of a dead one', {
  timeout: 300_000,
}, async () => {
  await playground.setEndpoint('interactions', null);
  const gateways = [await startBot(as('gateway', 3)), await startBot(as('gateway', 4))];
  bots.push(...gateways);
  const shared = await vi.waitFor(
    async () => {
      const held = await shardsHeld();
      expect(new Set(held.map(({ pid }) => pid)).size).toBe(SHARDS);
      expect(held.every(({ session }) => session !== null)).toBe(true);
      return held;
    },
    { timeout: 60_000, interval: 250 },
  );
  for (const { webUrl } of gateways) expect((await fetch(`${webUrl()}/readyz`)).status).toBe(200);
  const place = playground.world.channels.get(channel());
  if (place?.kind !== 'guild') throw new Error('the channel is in a server');
  const shard = Number((BigInt(place.guildId) >> 22n) % BigInt(SHARDS));
  const lost = shared.find((one) => one.shard === shard);
  await gateways.find(({ pid }) => pid === lost?.pid)?.kill();
  const killedAtMs = Date.now();
  const { sent, answered, answeredAtMs } = await askUntilAnswered();
  const tookMs = answeredAtMs - killedAtMs;
  process.stdout.write(
    `gateway process killed: answered by another after ${tookMs} ms (${answered} of ${sent})\n`,
  );
  // Six seconds on a quiet machine; docs/scaling.md promises ten.
  expect(tookMs).toBeLessThan(30_000);
  const resumed = (await shardsHeld()).find((one) => one.shard === shard);
  expect(resumed?.pid).not.toBe(lost?.pid);
  expect(resumed?.session).toBe(lost?.session);
});

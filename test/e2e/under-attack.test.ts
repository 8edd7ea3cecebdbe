/**
 * Everything at once, and a flood of requests: strangers send hostile bodies to the HTTP port and read pictures without
 * taking them, one member floods the bot with presses, trees and long prompts, and another member asks for help. How:
 * the bot in its own process on the playground, the bodies from a thread of their own; the playground measures the
 * answers.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '#system/free-port.ts';
import { attackFromOutside } from '#test/fixtures/hostile-attack.ts';
import type { HostileBodyName } from '#test/fixtures/hostile-bodies.ts';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';
import { floodFromOutside } from '#test/fixtures/request-flood.ts';

const ANSWERED_WITHIN_MS = 1_000;
const DISCORD_WAITS_MS = 3_000;
/** Under the flood of requests one of them may meet something else that this machine does. */
const ASKED = 7;
const SLOW_READERS = 150;
const PROMPT_CHARACTERS = 6_000;

let live: LiveBot;
const sockets: Socket[] = [];
beforeAll(async () => {
  const port = await freePort();
  live = await startLiveBot({
    environment: {
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      HTTP_PORT: String(port),
      DISCORD_PUBLIC_KEY: '0'.repeat(64),
      STUDIO_SECONDS: '0',
    },
  });
}, 120_000);
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await live?.close();
});

const channel = () => live.playground.channelId('lantern-room');
const flooder = () => live.playground.person('member');
const asker = () => live.playground.person('owner');
const jobIn = ({ attachments }: APIMessage) =>
  /_([0-9a-z]{16})\.\w+$/.exec(attachments[0]?.filename ?? '')?.[1] ?? '';

/** A browser that asks for a picture and reads nothing. */
async function readSlowly(url: string) {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  socket.pause().write(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
}

/** As fast as the playground lets one person act; nothing is waited for. */
async function flood(grid: APIMessage) {
  const prompt = `--ar 1:1 ${'{a,b} '.repeat(PROMPT_CHARACTERS / 6)}`.slice(0, PROMPT_CHARACTERS);
  const presses = Array.from({ length: 300 }, () => flooder().press(grid, { label: 'V1' }));
  const trees = Array.from({ length: 60 }, () =>
    flooder().command(channel(), 'tree', { job_id: jobIn(grid) }),
  );
  const prompts = Array.from({ length: 60 }, () =>
    flooder().command(channel(), 'imagine', { prompt }),
  );
  await Promise.allSettled([...presses, ...trees, ...prompts]);
}

async function helpTimes(): Promise<readonly number[]> {
  const times: number[] = [];
  for (let asked = 0; asked < ASKED; asked++) {
    const state = (await asker().command(channel(), 'help', {})).state();
    times.push(state.kind === 'acknowledged' ? state.afterMs : Number.POSITIVE_INFINITY);
  }
  return times.toSorted((one, other) => one - other);
}

it('another member’s /help is answered within a second under all attacks together', async () => {
  const act = await flooder().command(channel(), 'imagine', { prompt: 'a lighthouse' });
  const progress = await act.reply();
  const grid = await live.final(
    channel(),
    ({ message_reference }) => message_reference?.message_id === progress.id,
  );
  const page = /"url":"([^"]+\/jobs\/[^"]+)"/.exec(JSON.stringify(grid.components))?.[1] ?? '';
  const server = live.bot().webUrl();
  const routes = [
    '/region/guessed',
    '/webhooks/apiframe/0hq3zv8k2rabcdef/guessed',
    '/interactions',
    '/events',
    new URL(page).pathname,
  ].map((path) => ({ method: 'POST', path, cookie: '' }));
  const sent: readonly [HostileBodyName, number][] = [
    ['all but the last byte of 16 MB', 6],
    ['10,000 fields', 10],
    ['one byte a second', 10],
  ];
  const attacks = await Promise.all(
    sent.map(([body, atOnce]) => attackFromOutside({ server, routes, body, atOnce })),
  );
  await Promise.all(Array.from({ length: SLOW_READERS }, () => readSlowly(`${page}/1`)));
  const flooding = flood(grid);
  const times = await helpTimes();
  expect(times).toHaveLength(ASKED);
  expect(times[Math.floor(ASKED / 2)]).toBeLessThan(ANSWERED_WITHIN_MS);
  expect(times.at(-1)).toBeLessThan(DISCORD_WAITS_MS);
  await flooding;
  for (const attack of attacks) await attack.end();
  // Afterwards it is as before: the page opens, and the flooder is answered in time again.
  for (const socket of sockets) socket.destroy();
  expect((await fetch(page)).status).toBe(200);
  expect(live.bot().output()).not.toMatch(/unhandled rejection|uncaught exception/);
}, 180_000);

it('another member’s /help is answered within a second under a flood of requests', async () => {
  const attack = await floodFromOutside(live.bot().webUrl());
  const times = await helpTimes();
  await attack.end();
  expect(times).toHaveLength(ASKED);
  expect(times[Math.floor(ASKED / 2)]).toBeLessThan(ANSWERED_WITHIN_MS);
  expect(times.at(-2)).toBeLessThan(DISCORD_WAITS_MS);
  expect((await fetch(`${live.bot().webUrl()}/healthz`)).status).toBe(200);
}, 120_000);

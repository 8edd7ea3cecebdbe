/**
 * How: the bot in its own process on the playground; raw sockets of a third thread send hostile bodies to every route, several at
 * once, with and without a link that is good, and meanwhile a member's commands are timed by the playground.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '#system/free-port.ts';
import { attackFromOutside } from '#test/fixtures/hostile-attack.ts';
import type { HostileRoute } from '#test/fixtures/hostile-bodies.ts';
import { HOSTILE_BODY_NAMES } from '#test/fixtures/hostile-bodies.ts';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

/** A bot under attack still answers within a second. */
const ANSWERED_WITHIN_MS = 1_000;
const DISCORD_WAITS_MS = 3_000;
const ASKED = 5;
/** Two masks of 16 MB with what it takes to read them; sixty are over a gigabyte. */
const GROWS_BY_AT_MOST_MB = 200;

describe('a bot whose HTTP port is attacked', () => {
  let live: LiveBot;
  let routes: readonly HostileRoute[];
  /** The one route whose sender is known. */
  let good: string;
  const channel = () => live.playground.channelId('lantern-room');
  const member = () => live.playground.person('member');
  const replyTo = (source: APIMessage) =>
    live.final(channel(), (message) => message.message_reference?.message_id === source.id);

  beforeAll(async () => {
    const port = await freePort();
    live = await startLiveBot({
      environment: {
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        HTTP_PORT: String(port),
        DISCORD_PUBLIC_KEY: '0'.repeat(64),
      },
    });
    const act = await member().command(channel(), 'imagine', { prompt: 'a lighthouse' });
    const grid = await replyTo(await act.reply());
    await member().press(grid, { label: 'U1' });
    const asked = await member().press(await replyTo(grid), { label: 'Vary (Region)' });
    const link = /"url":"([^"]+)"/.exec(JSON.stringify((await asked.reply()).components))?.[1];
    const opened = await fetch(`${link}/open`, { method: 'POST' });
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(cookie).toContain('region=');
    const region = new URL(link ?? '').pathname;
    good = region;
    routes = [
      { method: 'POST', path: region, cookie },
      { method: 'POST', path: `${region}/`, cookie: '' },
      { method: 'POST', path: '/region/guessed', cookie: '' },
      { method: 'POST', path: `${region}/open`, cookie: '' },
      { method: 'POST', path: '/webhooks/apiframe/0hq3zv8k2rabcdef/guessed', cookie: '' },
      { method: 'POST', path: '/webhooks/apiframe/0hq3zv8k2rabcdef/guessed/callback', cookie: '' },
      { method: 'GET', path: '/region/guessed', cookie: '' },
      { method: 'GET', path: '/pictures/guessed/guessed.png', cookie: '' },
      { method: 'GET', path: '/jobs/0hq3zv8k2rabcdef/guessed', cookie: '' },
      { method: 'POST', path: '/interactions', cookie: '' },
      { method: 'POST', path: '/events', cookie: '' },
      { method: 'POST', path: '/healthz', cookie: '' },
      { method: 'PUT', path: '/nowhere', cookie: '' },
    ];
  }, 120_000);
  afterAll(async () => {
    await live?.close();
  });

  /** How long the bot took for each of some commands, one after another, in ascending order. */
  async function answerTimes(): Promise<readonly number[]> {
    const times: number[] = [];
    for (let asked = 0; asked < ASKED; asked++) {
      const act = await member().command(channel(), 'help', {});
      const state = act.state();
      times.push(state.kind === 'acknowledged' ? state.afterMs : Number.POSITIVE_INFINITY);
    }
    return times.toSorted((one, other) => one - other);
  }

  function expectInTime(times: readonly number[]): void {
    expect(times).toHaveLength(ASKED);
    expect(times[Math.floor(ASKED / 2)]).toBeLessThan(ANSWERED_WITHIN_MS);
    expect(times.at(-1)).toBeLessThan(DISCORD_WAITS_MS);
  }

  it.each(HOSTILE_BODY_NAMES)(
    'answers people while every route is sent %s',
    async (body) => {
      const attack = await attackFromOutside({
        server: live.bot().webUrl(),
        routes,
        body,
        atOnce: 2,
      });
      expectInTime(await answerTimes());
      // Nothing of it is waited for without end, and nobody is told of a fault of the bot.
      const answers = await attack.answers();
      expect(answers).toHaveLength(routes.length * 2);
      expect(answers.filter(({ text }) => /^HTTP\/1\.1 5/.test(text))).toEqual([]);
      // Who has no good link is told so before a body has been read.
      const untold = answers.filter(
        ({ path, text }) => path !== good && !/^HTTP\/1\.1 [24]\d\d/.test(text),
      );
      expect(untold).toEqual([]);
    },
    60_000,
  );

  it('has its figures on a port of their own', async () => {
    expect((await fetch(`${live.bot().webUrl()}/metrics`)).status).toBe(404);
    expect((await fetch(`${live.bot().metricsUrl()}/metrics`)).status).toBe(200);
  });

  it('does not grow by bodies that are never finished', async () => {
    const residentMb = async () => {
      const page = await (await fetch(`${live.bot().metricsUrl()}/metrics`)).text();
      return (
        Number(/^fourfold_process_resident_memory_bytes (\S+)$/m.exec(page)?.[1]) / 1024 / 1024
      );
    };
    const before = await residentMb();
    const attack = await attackFromOutside({
      server: live.bot().webUrl(),
      routes: routes.slice(0, 1),
      body: 'all but the last byte of 16 MB',
      atOnce: 60,
    });
    expectInTime(await answerTimes());
    expect((await residentMb()) - before).toBeLessThan(GROWS_BY_AT_MOST_MB);
    await attack.end();
  }, 60_000);
});

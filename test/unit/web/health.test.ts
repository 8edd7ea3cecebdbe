/** How: the routes on a real server; the checks are counted, and time is set. */
import { afterEach, expect, it } from 'vitest';
import { cachedForASecond, healthRoutes } from '#web/health.ts';
import { startWebServer, type WebServer } from '#web/server.ts';

const silent = { warn: () => undefined, error: () => undefined };
let server: WebServer;
afterEach(() => server.close());

it('a check that costs something is made once a second at most, however many ask', async () => {
  let [checks, isReady, isConnected, nowMs] = [0, true, true, 1_000_000];
  const check = () => {
    checks++;
    return isReady;
  };
  server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    log: silent,
    parts: [
      healthRoutes([
        cachedForASecond({ name: 'database', isReady: check }, () => nowMs),
        { name: 'discord', isReady: () => isConnected },
      ]),
    ],
  });
  const ask = async () => {
    const reply = await fetch(`${server.url}/readyz`);
    return `${reply.status} ${await reply.text()}`;
  };
  const many = await Promise.all(Array.from({ length: 20 }, ask));
  expect(new Set(many)).toEqual(new Set(['200 database: ok\ndiscord: ok\n']));
  expect(checks).toBe(1);
  isReady = false;
  nowMs += 999;
  expect(await ask()).toBe('200 database: ok\ndiscord: ok\n');
  isConnected = false;
  expect(await ask()).toBe('503 database: ok\ndiscord: not ready\n');
  nowMs += 1;
  expect(await ask()).toBe('503 database: not ready\ndiscord: not ready\n');
  expect(checks).toBe(2);
});

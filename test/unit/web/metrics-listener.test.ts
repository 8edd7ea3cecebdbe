/** How: the real server on free ports, public and by itself; a request with a name of its own is a plain HTTP client's. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Gauges } from '#ports/store.ts';
import { createMetrics } from '#web/metrics.ts';
import { metricsPortOf, startMetricsListener } from '#web/metrics-listener.ts';
import { metricsRoute } from '#web/metrics-route.ts';
import { startWebServer } from '#web/server.ts';

const TOKEN = 'a-token-of-some-length';
const metrics = createMetrics(
  async () => ({ unfinished: {}, reservedCredits: 4711, oldestQueuedAtMs: null }),
  async () => [],
  {
    roles: ['gateway', 'worker'],
    version: '1.2.3',
    shards: () =>
      new Map([
        [4, true],
        [7, false],
      ]),
  },
);

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function keptLog() {
  const logged: { readonly facts: object; readonly message: string }[] = [];
  const keep = (facts: object, message: string) => void logged.push({ facts, message });
  return { logged, log: { warn: keep, error: keep } };
}

async function setup() {
  const { logged, log } = keptLog();
  const server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    log,
    parts: [metricsRoute(metrics, TOKEN)],
  });
  closers.push(server.close);
  const alone = await startMetricsListener({ port: 0, metrics, log });
  if (alone === null) throw new Error('no listener');
  closers.push(alone.close);
  return { server, alone, logged };
}

it('says which process the page is of: its roles, and its shards', async () => {
  const page = await metrics.page();
  expect(page).toContain('fourfold_process{role="gateway",version="1.2.3"} 1');
  expect(page).toContain('fourfold_process{role="worker",version="1.2.3"} 1');
  expect(page).toContain('fourfold_shard_connected{shard="4"} 1');
  expect(page).toContain('fourfold_shard_connected{shard="7"} 0');
});

it.each([
  ['is away', () => Promise.reject(new Error('connection refused'))],
  ['gave no answer in time', async () => null],
])('has its own figures while the database %s, and none of its', async (_, fail) => {
  let read: () => Promise<Gauges | null> = async () => ({
    unfinished: { queued: 4 },
    reservedCredits: 4711,
    oldestQueuedAtMs: null,
  });
  const figures = createMetrics(
    () => read(),
    async () => {
      await read();
      return [];
    },
  );
  figures.meter.interactionShed('busy');
  const before = await figures.page();
  expect(before).toContain('fourfold_database_up 1');
  expect(before).toContain('fourfold_credits_reserved 4711');
  expect(before).toContain('fourfold_jobs{state="queued"} 4');
  read = fail;
  const without = await figures.page();
  expect(without).toContain('fourfold_database_up 0');
  expect(without).toContain('fourfold_interactions_shed_total{what="busy"} 1');
  expect(without).toContain('fourfold_process_resident_memory_bytes ');
  expect(without).not.toMatch(/^fourfold_(?:credits_reserved|jobs)[ {]/m);
});

it('leaves out what is not known of a vendor any more', async () => {
  const known = {
    name: 'apiframe',
    label: 'Apiframe',
    breaker: 'closed',
    closedBy: null,
    closedUntilMs: null,
    busy: 1,
    concurrency: 2,
    price: null,
  } as const;
  const told = { balance: { amount: 5, unit: 'USD' }, usualMs: 30_000 };
  const reports = [[{ ...known, ...told }], [{ ...known, balance: null, usualMs: null }]];
  const figures = createMetrics(
    async () => ({ unfinished: {}, reservedCredits: 0, oldestQueuedAtMs: null }),
    async () => reports.shift() ?? [],
  );
  const lines = async () =>
    (await figures.page()).match(/^fourfold_vendor_(?:balance|usual_seconds|jobs)\{.*$/gm);
  expect(await lines()).toEqual([
    'fourfold_vendor_jobs{vendor="apiframe"} 1',
    'fourfold_vendor_usual_seconds{vendor="apiframe"} 30',
    'fourfold_vendor_balance{vendor="apiframe",unit="USD"} 5',
  ]);
  expect(await lines()).toEqual(['fourfold_vendor_jobs{vendor="apiframe"} 1']);
});

describe('/metrics on the public listener', () => {
  it.each([
    ['nothing', {}, 401],
    ['another token', { authorization: `Bearer ${TOKEN}x` }, 401],
    ['the beginning of the token', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 401],
    ['the token without its scheme', { authorization: TOKEN }, 400],
    ['the token as a password', { authorization: `Basic ${btoa(`:${TOKEN}`)}` }, 400],
    ['the token', { authorization: `Bearer ${TOKEN}` }, 200],
  ])('answers a request with %s', async (_name, headers, status) => {
    const { server, logged } = await setup();
    const reply = await fetch(`${server.url}/metrics`, { headers });
    expect(reply.status).toBe(status);
    expect((await reply.text()).includes('4711')).toBe(status === 200);
    expect(logged).toEqual([]);
  });
});

describe('/metrics by itself', () => {
  const statusFor = async (url: string, host: string) => {
    const asked = request(`${url}/metrics`, { headers: { host } }).end();
    const [reply]: IncomingMessage[] = await once(asked, 'response');
    reply?.resume();
    return reply?.statusCode;
  };

  it('answers this machine, by its own names alone', async () => {
    const { alone } = await setup();
    const { hostname, port } = new URL(alone.url);
    expect(hostname).toBe('127.0.0.1');
    expect(await (await fetch(`${alone.url}/metrics`)).text()).toContain(
      'fourfold_credits_reserved 4711',
    );
    expect(await statusFor(alone.url, `localhost:${port}`)).toBe(200);
    expect(await statusFor(alone.url, `rebound.example:${port}`)).toBe(403);
  });

  it('is left out, and said to be, where the port is taken', async () => {
    const { server } = await setup();
    const { logged, log } = keptLog();
    const port = Number(new URL(server.url).port);
    expect(await startMetricsListener({ port, metrics, log })).toBeNull();
    expect(logged).toMatchObject([
      { facts: { port }, message: 'metrics not served: port cannot be used, set METRICS_PORT' },
    ]);
  });

  it.each([
    [{ httpPort: 8080, metricsPort: null, metricsToken: null }, 8081],
    [{ httpPort: 8080, metricsPort: 9100, metricsToken: null }, 9100],
    [{ httpPort: 8080, metricsPort: 9100, metricsToken: TOKEN }, 9100],
    [{ httpPort: 8080, metricsPort: null, metricsToken: TOKEN }, null],
    [{ httpPort: 0, metricsPort: null, metricsToken: null }, 0],
    [{ httpPort: 65_535, metricsPort: null, metricsToken: null }, 0],
  ])('with %j has the port %s', (settings, port) => {
    expect(metricsPortOf(settings)).toBe(port);
  });
});

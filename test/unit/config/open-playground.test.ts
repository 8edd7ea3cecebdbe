import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '#config/config.ts';
import { openPlayground } from '#src/open-playground.ts';
import { freePort } from '#system/free-port.ts';
import { dataFolder } from '#test/fixtures/bot-process.ts';
import { loadVendors } from '#vendors/load-vendors.ts';

const definitions = await loadVendors();

/** Opens the playground as `npm start` does without a token; the caller closes it. */
async function opened(environment: Readonly<Record<string, string>>) {
  const outcome = readConfig({ PLAYGROUND_PORT: '0', ...environment }, definitions);
  if (outcome.kind === 'problems') throw new Error(JSON.stringify(outcome.problems));
  return openPlayground(outcome.config, definitions);
}

/** Two ports that are free now, one after the other. */
async function twoFreePorts(): Promise<readonly [number, number]> {
  for (;;) {
    const one = await freePort();
    const probe = createServer().listen(one + 1, '127.0.0.1');
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    probe.close();
    if (isFree) return [one, one + 1];
  }
}

function temporaryFolder(): string {
  const folder = dataFolder();
  onTestFinished(folder.remove);
  return folder.path;
}

it('one of the people of the playground runs the bot, or whoever the environment names', async () => {
  const DATA_DIR = temporaryFolder();
  const operatorsOf = async (environment: Readonly<Record<string, string>>) => {
    const playground = await opened({ DATA_DIR, ...environment });
    await playground.close();
    return playground.config.operatorIds;
  };
  expect(await operatorsOf({})).toEqual([expect.stringMatching(/^\d{17,19}$/)]);
  expect(await operatorsOf({ OPERATOR_IDS: '150000000000000009' })).toEqual(['150000000000000009']);
});

it('keeps the playground in DATA_DIR, and PLAYGROUND_RESET empties it', async () => {
  const DATA_DIR = temporaryFolder();
  const kept = join(DATA_DIR, 'playground', 'world');
  const first = await opened({ DATA_DIR });
  await first.close();
  expect(existsSync(kept)).toBe(true);
  const second = await opened({ DATA_DIR, PLAYGROUND_RESET: 'true' });
  expect(existsSync(kept)).toBe(false);
  await second.close();
});

it('keeps its ports over restarts, and takes others where somebody else has them', async () => {
  const DATA_DIR = temporaryFolder();
  const portsOf = async () => {
    const playground = await opened({ DATA_DIR });
    const ports = [
      playground.config.httpPort,
      Number(new URL(playground.config.discordApiUrl).port),
    ];
    await playground.close();
    return ports;
  };
  const first = await portsOf();
  expect(await portsOf()).toEqual(first);
  const others = first.map((port) => createServer().listen(port, '127.0.0.1'));
  onTestFinished(() => others.forEach((each) => void each.close()));
  await Promise.all(others.map((each) => once(each, 'listening')));
  const moved = await portsOf();
  expect(moved.filter((port) => first.includes(port))).toEqual([]);
  expect(await portsOf()).toEqual(moved);
});

it('lets an open page go on after a restart, by a key that its owner alone can read, and a reset ends it', async () => {
  const DATA_DIR = temporaryFolder();
  const urlOf = async (environment: Readonly<Record<string, string>> = {}) => {
    const playground = await opened({ DATA_DIR, ...environment });
    const url = /http:\S+\?key=\S{32}/.exec(playground.startMessage)?.[0] ?? '';
    expect((await fetch(url)).status).toBe(200);
    await playground.close();
    return url;
  };
  const first = await urlOf();
  expect(await urlOf()).toBe(first);
  expect(statSync(join(DATA_DIR, 'playground', 'last-start.json')).mode & 0o777).toBe(0o600);
  expect(await urlOf({ PLAYGROUND_RESET: 'true' })).not.toBe(first);
});

it('no two of its servers are given the same port, whichever of them was asked for', async () => {
  const [one, next] = await twoFreePorts();
  const portsOf = async (environment: Readonly<Record<string, string>>) => {
    const playground = await opened({ DATA_DIR: temporaryFolder(), ...environment });
    onTestFinished(() => playground.close());
    const { httpPort, metricsPort, discordApiUrl } = playground.config;
    return { page: Number(new URL(discordApiUrl).port), web: httpPort, metrics: metricsPort };
  };
  const beside = await portsOf({ HTTP_PORT: String(one), PLAYGROUND_PORT: String(next) });
  expect(beside).toMatchObject({ page: next, web: one });
  expect(beside.metrics).not.toBe(next);
  const same = await portsOf({ HTTP_PORT: String(one), PLAYGROUND_PORT: String(one) });
  expect(same.web).toBe(one);
  expect(same.page).not.toBe(one);
  const figures = { METRICS_PORT: String(one), PLAYGROUND_PORT: String(one) };
  const named = await portsOf(figures);
  expect(named.metrics).toBe(one);
  expect([named.page, named.web]).not.toContain(one);
  // Links name the web server's port before it listens there.
  expect((await portsOf({ HTTP_PORT: '0' })).web).toBeGreaterThan(0);
});

it.each([
  ['alone', {}],
  ['with a proxy for the real Discord', { DISCORD_REST_PROXY: 'http://127.0.0.1:1/api' }],
])('the bot of a playground speaks to the playground, %s', async (_what, environment) => {
  const playground = await opened({ DATA_DIR: temporaryFolder(), ...environment });
  await playground.close();
  expect(playground.config.discordApiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
  expect(playground.config.discordRestUrl).toBe(playground.config.discordApiUrl);
});

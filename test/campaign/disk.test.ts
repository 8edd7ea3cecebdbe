/**
 * How: the campaign's people at work while the disk of the bot goes wrong in one way after the other, and is well again;
 * judged from outside at the end. `DISK_CAMPAIGN=true` is the long form, in which operators are alerted as well and what
 * happens is printed; `DISK_VENDOR` names another vendor. Every wait ends, and says what was seen.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type BotProcess, startBot } from '#test/fixtures/bot-process.ts';
import { judge } from './auditor.ts';
import { type Campaign, openCampaign } from './campaign.ts';
import { type FaultyDisk, faultyDisk } from './faulty-disk.ts';
import { nextTag } from './tag.ts';

const MINUTE_MS = 60_000;
const isLong = process.env.DISK_CAMPAIGN === 'true';
const PATIENCE_MS = 2 * MINUTE_MS;
const PATIENCE = { timeoutMs: PATIENCE_MS };
const POLLING = { timeout: PATIENCE_MS, interval: 200 };
/** More than all waits of a test together: it is a wait that says what was missing. */
const ENDS_WITHIN = { timeout: 10 * MINUTE_MS };
/** Looks at what operators should know are a minute apart. */
const ALERT_POLLING = { timeout: 4 * MINUTE_MS, interval: 1_000 };

let folder: string;
let isMounted = false;
let disk: FaultyDisk | null = null;
let campaign: Campaign;
let bot: BotProcess;
let finish: () => Promise<void>;
const beganAtMs = Date.now();

const say = (text: string): void => {
  if (!isLong) return;
  process.stderr.write(`${((Date.now() - beganAtMs) / 1000).toFixed(0).padStart(4)} s  ${text}\n`);
};

/** Puts a small disk of its own on the folder, where this user may. */
function mountSmallDisk(megabytes: number): boolean {
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder];
    execFileSync('mount', options, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fourfold-disk-'));
  isMounted = mountSmallDisk(isLong ? 256 : 64);
  const data = join(folder, 'data');
  mkdirSync(data);
  disk = faultyDisk(data);
  campaign = await openCampaign({
    vendor: process.env.DISK_VENDOR ?? 'apiframe',
    seed: 4,
    reports: true,
    environment: { DATA_DIR: data, ...disk?.environment },
  });
  bot = await startBot(campaign.environment);
  finish = campaign.begin();
  await results(2);
}, 7 * MINUTE_MS);

afterEach(({ task }) => {
  disk?.is('well');
  rmSync(ballast(), { force: true });
  say(`${task.result?.state}: ${task.name}`);
  if (task.result?.state === 'fail') process.stderr.write(bot.output().slice(-8_000));
});

afterAll(async () => {
  await bot?.kill();
  await campaign?.close();
  disk?.remove();
  if (isMounted) execFileSync('umount', ['-l', folder]);
  rmSync(folder, { recursive: true, force: true });
}, MINUTE_MS);

/** Waits until so many more messages than now were posted. */
async function results(count: number): Promise<void> {
  const { traffic, until, acts } = campaign.playground;
  const posted = () => traffic.count('create-message');
  const wanted = posted() + count;
  await until(() => posted() >= wanted, PATIENCE).catch((cause: unknown) => {
    const last = acts()
      .slice(-8)
      .map(({ state }) => JSON.stringify(state()));
    throw new Error(`No results. The last acts: ${last.join(', ')}`, { cause });
  });
}

async function readiness(): Promise<string> {
  try {
    const signal = AbortSignal.timeout(10_000);
    return await (await fetch(`${bot.webUrl()}/readyz`, { signal })).text();
  } catch (error) {
    // A machine with much else to do; whoever asks asks again.
    return `no answer, not ready: ${String(error)}`;
  }
}

async function readyAgain(): Promise<void> {
  await expect.poll(readiness, POLLING).not.toContain('not ready');
  say('ready again');
  await results(2);
}

/** Somebody asks for a picture; resolves when they are answered, or three seconds are over. */
async function ask() {
  const person = campaign.playground.person('ben');
  const prompt = `a lighthouse ${nextTag()}`;
  return person.command(campaign.playground.channelId('North/one'), 'imagine', { prompt });
}

const ballast = (): string => join(folder, 'ballast');

/** Leaves no room at all. */
function fillDisk(): void {
  for (const bytes of [1024 * 1024, 4096, 1]) {
    const block = Buffer.alloc(bytes);
    for (let isFull = false; !isFull; ) {
      try {
        writeFileSync(ballast(), block, { flag: 'a' });
      } catch (error) {
        isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
        if (!isFull) throw error;
      }
    }
  }
}

/** The disk takes nothing: readiness says so, and whoever asks reads so. */
async function takesNothing(): Promise<void> {
  await expect.poll(readiness, POLLING).toContain('database: not ready');
  say('not ready');
  let told: string | undefined;
  // On a busy machine an answer may be late; then the person asks again.
  for (let asked = 0; told === undefined && asked < 5; asked++) {
    const act = await ask();
    if (act.state().kind === 'acknowledged') told = (await act.reply(PATIENCE)).embeds[0]?.title;
  }
  expect(told).toBe('Nothing can be saved right now');
}

/** Operators are alerted, and not again at the next look. */
async function alertsOnce(): Promise<void> {
  const { messages, person } = campaign.playground;
  const alerts = () =>
    messages
      .all(person('owner').directChannelId())
      .filter(({ content }) => content.startsWith('The data folder cannot be written'));
  // What was told cannot be saved, which each look says.
  const looks = () =>
    bot.output().match(/"source":"writing".*"msg":"alerts not checked"/g)?.length ?? 0;
  const [before, looked] = [alerts().length, looks()];
  await expect.poll(() => alerts().length, ALERT_POLLING).toBe(before + 1);
  say('operators alerted');
  await expect.poll(looks, ALERT_POLLING).toBeGreaterThan(looked + 1);
  say('looked again');
  expect(alerts()).toHaveLength(before + 1);
}

it('a full disk is said, and work goes on once it is freed', ENDS_WITHIN, async (context) => {
  if (!isMounted) return context.skip('no disk of its own for this user');
  fillDisk();
  say('full');
  if (isLong) await takesNothing();
  // What the database has room for is taken yet; no picture is.
  await expect.poll(bot.output, POLLING).toMatch(/disk is full|ENOSPC/i);
  rmSync(ballast());
  await readyAgain();
});

it('a disk that becomes read-only is said, and work goes on', ENDS_WITHIN, async (context) => {
  if (disk === null) return context.skip('no C compiler for a disk that can be told');
  disk.is('read-only');
  say('read-only');
  await takesNothing();
  if (isLong) await alertsOnce();
  disk.is('well');
  await readyAgain();
});

it.runIf(isLong)('a slow disk is waited for', ENDS_WITHIN, async (context) => {
  if (disk === null) return context.skip('no C compiler for a disk that can be told');
  disk.is('slow 300 2000');
  say('slow');
  await results(10);
  disk.is('well');
  await readyAgain();
});

it('people are answered while another process writes to the database', ENDS_WITHIN, async () => {
  const rounds = isLong ? 8 : 4;
  let answered = 0;
  const other = new Database(join(folder, 'data', 'fourfold.db'));
  try {
    for (let round = 0; round < rounds && (isLong || answered === 0); round++) {
      other.exec('BEGIN IMMEDIATE');
      // Nothing can be saved until they are answered, or have waited for three seconds in vain.
      const act = await ask();
      if (isLong) await pause(Math.random() * 2_000);
      other.exec('ROLLBACK');
      say(`another process wrote: ${act.state().kind}`);
      if (act.state().kind !== 'acknowledged') continue;
      answered++;
      await act.reply(PATIENCE);
      if (isLong) await pause(Math.random() * 2_000);
    }
  } finally {
    other.close();
  }
  // A busy machine is late now and then.
  expect(answered).toBeGreaterThan(isLong ? rounds / 2 : 0);
});

it('and in the end nothing was lost, billed or posted twice', ENDS_WITHIN, async () => {
  await finish();
  say('people have finished');
  const left = await campaign.quiet((open) => say(`open: ${open.join(', ').slice(0, 300)}`));
  campaign.printed(bot.output());
  const { violations, figures } = judge(await campaign.evidence());
  say(JSON.stringify(figures));
  expect([...left, ...violations]).toEqual([]);
  expect(figures.delivered).toBeGreaterThan(3);
  await bot.terminate();
});

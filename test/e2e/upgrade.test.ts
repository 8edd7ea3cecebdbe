/**
 * An upgrade under load: SIGTERM while jobs run, then the next version on the same data. What Discord shows and what
 * the vendor billed are the judge: each acknowledged request has its picture once and was billed once, and one that
 * Discord called failed has neither.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '#emulators/start-emulator.ts';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import {
  type BotProcess,
  dataFolder,
  playgroundEnvironment,
  startBot,
} from '#test/fixtures/bot-process.ts';
import { isFinal } from '#test/fixtures/live-bot.ts';

const CLOSES_WITHIN_MS = 10_000;
/** How long anything may take on a machine that does much else. */
const PATIENCE = { timeoutMs: 120_000 };

let playground: Playground;
let emulator: Emulator;
let bot: BotProcess | undefined;
const data = dataFolder();
beforeAll(async () => {
  playground = await startPlayground({ page: false });
  emulator = await startEmulator('apiframe', {
    pictures: 'flat',
    durations: { queueMs: 50, medianMs: 3_000, sigma: 0.3 },
  });
});
afterAll(async () => {
  await bot?.terminate();
  await emulator.close();
  await playground.close();
  data.remove();
});

/** What the address says when it first answers 503; rejects where it stops listening before. */
async function firstRefusal(url: string): Promise<string> {
  for (;;) {
    const reply = await fetch(url, { headers: { connection: 'close' } });
    const text = await reply.text();
    if (reply.status === 503) return text;
  }
}

it('closes in time, and the next version delivers every acknowledged request once', {
  timeout: 600_000,
}, async () => {
  const environment = {
    ...playgroundEnvironment(playground),
    DATA_DIR: data.path,
    APIFRAME_API_KEY: emulator.apiKey,
    APIFRAME_BASE_URL: emulator.baseUrl,
    MEMBER_RUNNING_JOBS: '8',
  };
  const first = await startBot(environment);
  const member = playground.person('member');
  const channel = playground.channelId('lantern-room');
  const ask = (prompt: string) => member.command(channel, 'imagine', { prompt });
  const prompts = Array.from({ length: 8 }, (_, n) => `fox number ${n}`);
  const acts = await Promise.all(prompts.map(ask));
  await Promise.all(acts.map((act) => act.reply()));
  // Uploads that take longer than a supervisor waits must not delay the end.
  playground.fault({ kind: 'delay', route: 'create-message', ms: 20_000, times: 2 });
  await playground.until(() => playground.faultsLeft() < 2, {
    ...PATIENCE,
    what: 'an upload under way',
  });

  const beganMs = performance.now();
  const ended = first.terminate();
  const between = [{ prompt: 'an owl at once', act: ask('an owl at once') }];
  // Whoever asks must hear "not ready" from the beginning of the end, not only once the port is closed.
  expect(await firstRefusal(`${first.webUrl()}/readyz`)).toContain('discord: not ready');
  between.push({ prompt: 'an owl meanwhile', act: ask('an owl meanwhile') });
  const code = await ended;
  const tookMs = performance.now() - beganMs;
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(CLOSES_WITHIN_MS);
  between.push({ prompt: 'an owl too early', act: ask('an owl too early') });
  const states = await Promise.all(between.map(async ({ act }) => (await act).state().kind));
  expect(states.slice(1)).toEqual(['failed', 'failed']);

  bot = await startBot(environment);
  // The next version answers again; whatever an unanswered press began would be shown before its job.
  const last = { prompt: 'the last fox', act: ask('the last fox') };
  expect((await last.act).state().kind).toBe('acknowledged');
  const answered = [
    ...prompts,
    ...between.filter((_, n) => states[n] === 'acknowledged').map(({ prompt }) => prompt),
    last.prompt,
  ];
  const shows = (prompt: string) => (message: APIMessage) => message.content.includes(prompt);
  for (const prompt of answered) {
    const isShown = (message: APIMessage) => isFinal(message) && shows(prompt)(message);
    await playground.messages.until(isShown, { ...PATIENCE, what: prompt });
  }
  // What the first process sent last reaches Discord only now.
  const isLate = ({ fault }: { readonly fault: string | null }) => fault === 'delay';
  await playground.until(() => playground.traffic.all().filter(isLate).length === 2, {
    ...PATIENCE,
    what: 'the two slow uploads',
  });
  const finals = playground.messages.all(channel).filter(isFinal);
  const asked = [...prompts, ...between.map(({ prompt }) => prompt), last.prompt];
  for (const prompt of asked) {
    expect(finals.filter(shows(prompt))).toHaveLength(answered.includes(prompt) ? 1 : 0);
  }
  expect(emulator.jobs()).toHaveLength(answered.length);
});

/**
 * An upgrade under load: SIGTERM while jobs run, then the next version on the same data. What Discord shows is the
 * judge: each acknowledged request has its picture once.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import {
  type BotProcess,
  dataFolder,
  playgroundEnvironment,
  startBot,
} from '#test/fixtures/bot-process.ts';
import { isFinal } from '#test/fixtures/stage.ts';

const CLOSES_WITHIN_MS = 10_000;

let playground: Playground;
let bot: BotProcess | undefined;
const data = dataFolder();
beforeAll(async () => {
  playground = await startPlayground({ page: false });
});
afterAll(async () => {
  await bot?.terminate();
  await playground.close();
  data.remove();
});

it('closes in time, and the next version delivers every acknowledged request once', {
  timeout: 180_000,
}, async () => {
  const environment = {
    ...playgroundEnvironment(playground),
    DATA_DIR: data.path,
    STUDIO_SECONDS: '3',
    VENDORS: 'studio',
  };
  const first = await startBot(environment);
  const member = playground.person('member');
  const channel = playground.channelId('lantern-room');
  const prompts = Array.from({ length: 8 }, (_, n) => `fox number ${n}`);
  const acts = await Promise.all(
    prompts.map((prompt) => member.command(channel, 'imagine', { prompt })),
  );
  await Promise.all(acts.map((act) => act.reply()));
  // Uploads that take longer than a supervisor waits must not hold the end up.
  playground.fault({ kind: 'delay', route: 'create-message', ms: 20_000, times: 2 });
  const beganMs = performance.now();
  const code = await first.terminate();
  const tookMs = performance.now() - beganMs;
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(CLOSES_WITHIN_MS);
  bot = await startBot(environment);
  const shows = (prompt: string) => (message: APIMessage) => message.content.includes(prompt);
  for (const prompt of prompts) {
    await playground.messages.until((message) => isFinal(message) && shows(prompt)(message), {
      timeoutMs: 60_000,
      what: prompt,
    });
  }
  const finals = playground.messages.all(channel).filter(isFinal);
  for (const prompt of prompts) expect(finals.filter(shows(prompt))).toHaveLength(1);
});

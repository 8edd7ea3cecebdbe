import { expect, test } from 'vitest';
import { createEmulatedJobs } from '#emulators/emulated-jobs.ts';
import { createDice } from '#emulators/emulator-dice.ts';
import { createFaults } from '#emulators/emulator-faults.ts';
import type { PlaygroundClock } from '#playground/discord/clock.ts';

test('an end is told as an end although the timer fires a millisecond early', () => {
  let now = 0;
  const waiting: { readonly atMs: number; readonly run: () => void }[] = [];
  const clock: PlaygroundClock = {
    nowMs: () => now,
    schedule: (delayMs, run) => {
      waiting.push({ atMs: now + delayMs, run });
      return () => undefined;
    },
  };
  const told: string[] = [];
  const jobs = createEmulatedJobs<null>({
    clock,
    dice: createDice(1),
    faults: createFaults({}),
    durations: { queueMs: 10, medianMs: 100, sigma: 0 },
    texts: { failed: 'failed', moderated: 'moderated' },
    changed: (_job, state) => told.push(state.kind),
  });
  jobs.accept({ id: 'one', facts: null, idempotencyKey: null, price: 1 });
  for (let turns = 0; waiting.length > 0 && turns < 50; turns++) {
    waiting.sort((one, other) => one.atMs - other.atMs);
    const next = waiting.shift();
    now = Math.max(now, (next?.atMs ?? 0) - (turns % 2 === 0 ? 1 : 0));
    next?.run();
  }
  expect(told).toEqual(['running', 'running', 'done']);
});

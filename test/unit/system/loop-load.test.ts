import { expect, it } from 'vitest';
import { uptimeMs } from '#system/clock.ts';
import { createLoopLoad } from '#system/loop-load.ts';

/** Longer than a sample. */
const STRETCH_MS = 300;

it('an event loop that works without a pause is at work nearly all the time', async () => {
  const load = createLoopLoad();
  expect(load()).toBe(0);
  // Several turns: what is still under way is in no measure of Node's.
  for (let turn = 0; turn < 4; turn++) {
    const fromMs = uptimeMs();
    while (uptimeMs() - fromMs < STRETCH_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const busy = load();
  expect(busy).toBeGreaterThan(0.8);
  expect(busy).toBeLessThanOrEqual(1);
});

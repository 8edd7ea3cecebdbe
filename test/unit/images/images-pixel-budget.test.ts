import { execFile } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createPixelBudget } from '#images/pixel-budget.ts';

/** Work that ends when it is told to. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, end: resolve };
}

test('work waits in its order while more would be decoded than fits', async () => {
  const budget = createPixelBudget(100);
  const begun: string[] = [];
  const run = (name: string, pixels: number) => {
    const { work, end } = held();
    const done = budget.spend(pixels, () => {
      begun.push(name);
      return work();
    });
    return { done, end };
  };
  const first = run('first', 60);
  const second = run('second', 60);
  const third = run('third', 10);
  await setImmediate();
  // The small one would fit, but then the large one could wait for ever.
  expect(begun).toEqual(['first']);
  first.end();
  await first.done;
  await setImmediate();
  expect(begun).toEqual(['first', 'second', 'third']);
  second.end();
  third.end();
  await Promise.all([second.done, third.done]);
});

test('what people gave waits until no result does', async () => {
  const budget = createPixelBudget(100);
  const begun: string[] = [];
  const running = held();
  const first = budget.spend(100, running.work, 'input');
  const rest = [
    ...['input 1', 'input 2'].map((name) => ({ name, purpose: 'input' as const })),
    ...['result 1', 'result 2'].map((name) => ({ name, purpose: 'result' as const })),
  ].map(({ name, purpose }) =>
    budget.spend(
      100,
      async () => {
        begun.push(name);
      },
      purpose,
    ),
  );
  running.end();
  await Promise.all([first, ...rest]);
  expect(begun).toEqual(['result 1', 'result 2', 'input 1', 'input 2']);
});

test('what fails gives its share back, and what is larger than all has it alone', async () => {
  const budget = createPixelBudget(100);
  const failed = budget.spend(100, () => Promise.reject(new Error('damaged')));
  await expect(failed).rejects.toThrow('damaged');
  await expect(budget.spend(1_000, async () => 'whole')).resolves.toBe('whole');
});

test('four pictures of 100 megapixels become a grid in less than a gigabyte', async () => {
  const script = `
    import { sharp } from './src/images/sharp.ts';
    import { composeGrid } from './src/images/grid.ts';
    const create = { width: 10000, height: 10000, channels: 3, background: '#345' };
    const cell = await sharp({ create, limitInputPixels: false }).png({ compressionLevel: 1 }).toBuffer();
    const { bytes } = await composeGrid([cell, cell, cell, cell]);
    const { width, height } = await sharp(bytes).metadata();
    console.log(JSON.stringify({ width, height, peakMb: process.resourceUsage().maxRSS / 1024 }));
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '-e', script],
    { cwd: new URL('../../../', import.meta.url) },
  );
  const { width, height, peakMb } = JSON.parse(stdout);
  expect([width, height]).toEqual([8192, 8192]);
  expect(peakMb).toBeLessThan(1024);
}, 120_000);

import { afterEach, expect, test } from 'vitest';
import { originWindow, paintWindow } from '#painter/painter.ts';
import { createPainterPool, type PainterPool } from '#painter/painter-pool.ts';

const window = originWindow({ width: 64, height: 64 });
const scene = { prompt: 'a castle', seed: 1 };
let pool: PainterPool | undefined;

afterEach(() => pool?.close());

test('paints in workers what the painter paints', async () => {
  pool = createPainterPool({ workers: 2 });
  const painted = await Promise.all(
    [1, 2, 3, 4].map((seed) => pool?.paintWindow({ ...scene, seed }, window)),
  );
  for (const [i, picture] of painted.entries()) {
    const own = await paintWindow({ ...scene, seed: i + 1 }, window);
    expect(picture?.data.equals(own.data)).toBe(true);
    expect(picture).toMatchObject({ width: 64, height: 64 });
  }
});

test('repaints a region in a worker', async () => {
  pool = createPainterPool({ workers: 1 });
  const picture = await pool.paintWindow(scene, window);
  const mask = { width: 64, height: 64, data: new Uint8Array(64 * 64).fill(255, 0, 64 * 32) };
  const other = { ...scene, seed: 2 };
  const result = await pool.repaintRegion(picture, mask, other, window);
  const whole = await pool.paintWindow(other, window);
  const half = 64 * 32 * 3;
  expect(result.data.subarray(0, half).equals(whole.data.subarray(0, half))).toBe(true);
  expect(result.data.subarray(half).equals(picture.data.subarray(half))).toBe(true);
});

test('a job that cannot be painted is rejected and the worker paints on', async () => {
  pool = createPainterPool({ workers: 1 });
  const impossible = { ...window, pixels: { width: -1, height: 64 } };
  await expect(pool.paintWindow(scene, impossible)).rejects.toThrow();
  await expect(pool.paintWindow(scene, window)).resolves.toMatchObject({ width: 64 });
});

test('a worker that crashes rejects its own job and is replaced', async () => {
  const script = new URL('../../fixtures/crashing-painter.ts', import.meta.url);
  pool = createPainterPool({ workers: 1, script });
  const [crashed, next] = await Promise.allSettled([
    pool.paintWindow({ prompt: 'crash', seed: 1 }, window),
    pool.paintWindow(scene, window),
  ]);
  expect(crashed).toMatchObject({
    status: 'rejected',
    reason: { message: 'A worker thread crashed' },
  });
  expect(next).toMatchObject({ status: 'fulfilled', value: { width: 1, height: 1 } });
});

test('closing rejects what waits and what comes later', async () => {
  pool = createPainterPool({ workers: 1 });
  const running = [pool.paintWindow(scene, window), pool.paintWindow(scene, window)];
  const settled = Promise.allSettled(running);
  await pool.close();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(pool.paintWindow(scene, window)).rejects.toThrow('pool is closed');
});

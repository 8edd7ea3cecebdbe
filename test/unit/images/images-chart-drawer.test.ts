/**
 * How: real worker threads draw; the event loop of this one is measured meanwhile, since that is what
 * answers to Discord wait for.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { usageWords } from '#commands/usage/words.ts';
import { translatorFor } from '#i18n/translator.ts';
import { createChartDrawer } from '#images/chart-drawer.ts';
import { drawUsage } from '#images/usage-chart.ts';
import { usageReport } from '#test/fixtures/usage-report.ts';

const WORDS = usageWords(translatorFor('en-US'), usageReport());

type Settings = Parameters<typeof createChartDrawer>[0];

function setup(settings: Settings = {}) {
  const drawer = createChartDrawer(settings);
  onTestFinished(() => drawer.close());
  return drawer;
}

const crashing = new URL('../../fixtures/crashing-chart-worker.ts', import.meta.url);

describe('charts', () => {
  it.each(['light', 'dark'] as const)('are the same bytes as drawn at home, %s', async (theme) => {
    const [drawn, own] = await Promise.all([
      setup().drawUsage(usageReport(), theme, WORDS),
      drawUsage(usageReport(), theme, WORDS),
    ]);
    if (drawn.kind !== 'drawn') throw new Error(drawn.detail);
    expect(drawn.picture.mediaType).toBe('image/png');
    expect(Buffer.from(drawn.picture.bytes).equals(Buffer.from(own.bytes))).toBe(true);
  });

  it('hold up the event loop for less than half as long as drawn at home', async () => {
    const drawer = setup();
    const heldUpMs = async (draw: () => Promise<unknown>) => {
      await draw();
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      for (let i = 0; i < 8; i++) await draw();
      delay.disable();
      return delay.percentile(99) / 1e6;
    };
    const atHome = await heldUpMs(() => drawUsage(usageReport(), 'dark', WORDS));
    expect(await heldUpMs(() => drawer.drawUsage(usageReport(), 'dark', WORDS))).toBeLessThan(
      atHome / 2,
    );
  });

  it('that cannot be drawn are told as such, and the next one is drawn', async () => {
    const drawer = setup();
    const broken = { ...usageReport(), days: [] };
    Reflect.deleteProperty(broken, 'byDay');
    expect(await drawer.drawUsage(broken, 'dark', WORDS)).toMatchObject({ kind: 'failed' });
    expect(await drawer.drawUsage(usageReport(), 'dark', WORDS)).toMatchObject({ kind: 'drawn' });
  });

  it('of a worker that dies are told as failed, and what waits has a new worker', async () => {
    const drawer = setup({ script: crashing });
    const outcomes = await Promise.all([
      drawer.drawUsage({ ...usageReport(), jobs: -1 }, 'dark', WORDS),
      drawer.drawUsage(usageReport(), 'dark', WORDS),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'drawn']);
  });

  it('are drawn again after the worker exited for lack of work', async () => {
    const drawer = setup({ script: crashing, idleMs: 0 });
    for (let i = 0; i < 3; i++) {
      const wentHome = new Promise((resolve) => {
        process.once('worker', (worker) => worker.once('exit', resolve));
      });
      expect(await drawer.drawUsage(usageReport(), 'dark', WORDS)).toMatchObject({ kind: 'drawn' });
      await wentHome;
    }
  });

  it('are refused once the drawer is closed, those under way too', async () => {
    const drawer = createChartDrawer();
    const under = drawer.drawUsage(usageReport(), 'dark', WORDS);
    await drawer.close();
    expect(await under).toMatchObject({ kind: 'failed' });
    expect(await drawer.drawUsage(usageReport(), 'dark', WORDS)).toMatchObject({ kind: 'failed' });
  });
});

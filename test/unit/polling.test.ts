import { describe, expect, it } from 'vitest';
import { type DurationSpread, doneByMs, learnEnd } from '#application/duration-spread.ts';
import { createLearnedDurations } from '#application/learned-durations.ts';
import { nextCheckMs } from '#application/next-check.ts';
import { createDice } from '#playground/vendors/emulator-dice.ts';
import { aJob } from '#test/fixtures/jobs.ts';

const LIMITS = { firstCheckMs: 4_000, checkEveryMs: 4_000 };

/** Looks at jobs of log-normal durations as a worker would, learning all the while. */
function watch(options: {
  readonly jobs: number;
  readonly medianMs: number;
  readonly sigma: number;
  readonly known?: DurationSpread | null;
}) {
  const dice = createDice(7);
  let usual = options.known ?? null;
  const looks: number[] = [];
  const delays: number[] = [];
  for (let job = 0; job < options.jobs; job++) {
    const endMs = dice.logNormal(options.medianMs, options.sigma);
    const times = [0];
    let atMs = 0;
    while (atMs < endMs) {
      atMs = nextCheckMs({ elapsedMs: atMs, usual, limits: LIMITS, isReported: false });
      times.push(atMs);
    }
    // The advised rate, from acceptance on.
    expect(times.length - 2).toBeLessThanOrEqual(atMs / LIMITS.checkEveryMs);
    usual = learnEnd(usual, { fromMs: times.at(-2) ?? 0, toMs: atMs });
    looks.push(times.length - 1);
    delays.push(atMs - endMs);
  }
  const mean = (numbers: readonly number[]) =>
    numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  return { usual, looks: mean(looks), delayMs: mean(delays) };
}

describe('polling', () => {
  it('keeps to the vendor’s own figures until enough was seen', () => {
    const times = [0, 4_000, 8_000, 12_000];
    for (const [place, elapsedMs] of times.entries()) {
      const next = nextCheckMs({ elapsedMs, usual: null, limits: LIMITS, isReported: false });
      expect(next).toBe(4_000 * (place + 1));
    }
  });

  it.each([
    [35_000, 0.1],
    [35_000, 0.35],
    [35_000, 0.5],
  ])(
    'notices jobs around %i ms (spread %d) in 2 s on average, with at most 10 looks',
    (medianMs, sigma) => {
      const { looks, delayMs } = watch({ jobs: 600, medianMs, sigma });
      expect(delayMs).toBeLessThan(2_000);
      expect(looks).toBeLessThan(10);
    },
  );

  it('learns the durations themselves, not the times of its looks', () => {
    const { usual } = watch({ jobs: 600, medianMs: 35_000, sigma: 0.35 });
    if (usual === null) throw new Error('nothing was learned');
    expect(doneByMs(usual, 0.5) / 35_000).toBeCloseTo(1, 0.9);
    expect(Math.sqrt(usual.variance)).toBeGreaterThan(0.25);
    expect(Math.sqrt(usual.variance)).toBeLessThan(0.45);
  });

  it.each([
    ['faster', 12_000],
    ['slower', 90_000],
  ])('follows a vendor that becomes %s', (_title, medianMs) => {
    const before = watch({ jobs: 100, medianMs: 35_000, sigma: 0.35 });
    const after = watch({ jobs: 200, medianMs, sigma: 0.35, known: before.usual });
    if (after.usual === null) throw new Error('nothing was learned');
    expect(doneByMs(after.usual, 0.5) / medianMs).toBeGreaterThan(0.75);
    expect(doneByMs(after.usual, 0.5) / medianMs).toBeLessThan(1.3);
  });

  it('begins when few are done, is closest where most end, and is rare for stragglers', () => {
    const { usual } = watch({ jobs: 100, medianMs: 35_000, sigma: 0.35 });
    const pauseAt = (elapsedMs: number) =>
      nextCheckMs({ elapsedMs, usual, limits: LIMITS, isReported: false }) - elapsedMs;
    expect(pauseAt(0)).toBeGreaterThan(15_000);
    expect(pauseAt(36_000)).toBeLessThan(4_000);
    expect(pauseAt(36_000)).toBeLessThan(pauseAt(0));
    expect(pauseAt(pauseAt(300_000) + 300_000)).toBeGreaterThanOrEqual(30_000);
  });

  it('is the backup where the end is reported', () => {
    const { usual } = watch({ jobs: 100, medianMs: 35_000, sigma: 0.35 });
    const facts = { usual, limits: LIMITS, isReported: true };
    expect(nextCheckMs({ ...facts, elapsedMs: 0 })).toBeGreaterThan(30_000);
    expect(nextCheckMs({ ...facts, elapsedMs: 36_000 })).toBeGreaterThanOrEqual(46_000);
  });

  it('looks later than now whatever it is asked', () => {
    const { usual } = watch({ jobs: 100, medianMs: 35_000, sigma: 0.35 });
    for (const known of [usual, null, { count: 9, mean: 0, variance: 0 }]) {
      for (const elapsedMs of [0, 1, 3_999, 35_000, 10 ** 6, 10 ** 9]) {
        const next = nextCheckMs({ elapsedMs, usual: known, limits: LIMITS, isReported: false });
        expect(next).toBeGreaterThan(elapsedMs);
        expect(Number.isSafeInteger(next)).toBe(true);
      }
    }
  });
});

describe('learned durations', () => {
  const facts = new Map<string, string>();
  const store = {
    readFact: async (key: string) => facts.get(key) ?? null,
    saveFact: async (key: string, value: string) => {
      facts.set(key, value);
    },
  };
  const open = () => createLearnedDurations(store, { warn: () => {} });
  const key = aJob();

  it('outlive a restart, apart by vendor, action, step and speed', async () => {
    await open().learn(key, { fromMs: 30_000, toMs: 30_000 });
    const known = await open().of(key);
    expect(known?.count).toBe(1);
    expect(Math.exp(known?.mean ?? 0)).toBeCloseTo(30_000, 0);
    for (const other of [
      { ...key, vendor: 'other' },
      { ...key, stepIndex: 1 },
      { ...key, request: { ...key.request, speed: 'relax' as const } },
    ]) {
      expect(await open().of(other)).toBeNull();
    }
  });

  it('begin anew where the fact cannot be read', async () => {
    for (const fact of facts.keys()) facts.set(fact, '{"count":');
    expect(await open().of(key)).toBeNull();
  });

  it('do not write at every job', async () => {
    const durations = open();
    let written = 0;
    const counting = createLearnedDurations(
      { ...store, saveFact: async () => void written++ },
      { warn: () => {} },
    );
    for (let n = 0; n < 80; n++) await counting.learn(key, { fromMs: 1_000, toMs: 2_000 });
    expect(written).toBeLessThan(15);
    expect(durations.known(key)).toBeNull();
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import {
  type DurationSpread,
  doneByMs,
  learnEnd,
  shareDoneBy,
} from '#application/run/duration-spread.ts';
import { createLearnedDurations } from '#application/run/learned-durations.ts';
import { nextCheckMs } from '#application/run/next-check.ts';
import { scheduleCheck } from '#application/run/schedule-check.ts';
import { createDice } from '#emulators/emulator-dice.ts';
import type { Vendor } from '#ports/vendor.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
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
  const polls: number[] = [];
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
    polls.push(times.length - 1);
    delays.push(atMs - endMs);
  }
  const mean = (numbers: readonly number[]) =>
    numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  return { usual, polls: mean(polls), delayMs: mean(delays) };
}

/**
 * The least delay that any plan of looks could have on average, found by trying all of them on a grid of times:
 * the n-th look comes n pauses after acceptance or later.
 */
function leastDelayMs(spread: DurationSpread, pauseMs: number): number {
  const gridMs = 1_000;
  const moments = 110;
  const done = Array.from({ length: moments + 1 }, (_, place) =>
    shareDoneBy(spread, place * gridMs),
  );
  const gathered = [0];
  for (let place = 1; place <= moments; place++) {
    const middle = shareDoneBy(spread, (place - 0.5) * gridMs);
    gathered.push((gathered[place - 1] ?? 0) + middle * gridMs);
  }
  /** What jobs that end between two looks wait together. */
  const waited = (from: number, to: number) =>
    (gathered[to] ?? 0) - (gathered[from] ?? 0) - (done[from] ?? 0) * (to - from) * gridMs;
  const isAllowed = (look: number, place: number) => place * gridMs >= look * pauseMs;
  let least = Number.POSITIVE_INFINITY;
  let best = done.map((_, place) =>
    isAllowed(1, place) ? waited(0, place) : Number.POSITIVE_INFINITY,
  );
  for (let look = 2; look * pauseMs <= moments * gridMs; look++) {
    const before = best;
    least = Math.min(least, before[moments] ?? least);
    best = done.map((_, place) =>
      isAllowed(look, place)
        ? Math.min(...before.slice(0, place).map((delay, from) => delay + waited(from, place)))
        : Number.POSITIVE_INFINITY,
    );
  }
  return Math.min(least, best[moments] ?? least);
}

/** The delay that the plan itself has with a spread that is known exactly. */
function plannedDelayMs(usual: DurationSpread, limits: typeof LIMITS): number {
  let [atMs, delayMs] = [0, 0];
  while (shareDoneBy(usual, atMs) < 0.9999) {
    const nextMs = nextCheckMs({ elapsedMs: atMs, usual, limits, isReported: false });
    const parts = 50;
    for (let part = 0; part < parts; part++) {
      const fromMs = atMs + ((nextMs - atMs) * part) / parts;
      const toMs = fromMs + (nextMs - atMs) / parts;
      const share = shareDoneBy(usual, toMs) - shareDoneBy(usual, fromMs);
      delayMs += share * (nextMs - (fromMs + toMs) / 2);
    }
    atMs = nextMs;
  }
  return delayMs;
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
      const { polls, delayMs } = watch({ jobs: 600, medianMs, sigma });
      expect(delayMs).toBeLessThan(2_000);
      expect(polls).toBeLessThan(10);
    },
  );

  it.each([
    [0.35, 4_000],
    [0.35, 5_000],
    [0.2, 5_000],
    [0.5, 5_000],
  ])('is close to the best plan there is (spread %d, a pause of %i ms)', (sigma, pauseMs) => {
    const usual = { count: 100, mean: Math.log(35_000), variance: sigma ** 2 };
    const limits = { firstCheckMs: pauseMs, checkEveryMs: pauseMs };
    const delayMs = plannedDelayMs(usual, limits);
    expect(delayMs / leastDelayMs(usual, pauseMs)).toBeLessThan(1.06);
    if (sigma <= 0.35) expect(delayMs).toBeLessThan(1_950);
  });

  it('learns the durations themselves, not the times of its looks', () => {
    const { usual } = watch({ jobs: 600, medianMs: 35_000, sigma: 0.35 });
    if (usual === null) throw new Error('nothing was learned');
    expect(doneByMs(usual, 0.5) / 35_000).toBeCloseTo(1, 0.9);
    expect(Math.sqrt(usual.variance)).toBeGreaterThan(0.25);
    expect(Math.sqrt(usual.variance)).toBeLessThan(0.45);
  });

  it('takes a job that was done at the first look for one of any time before it', () => {
    const known = { count: 100, mean: Math.log(35_000), variance: 0.35 ** 2 };
    const seen = learnEnd(known, { fromMs: 0, toMs: 60_000 });
    expect(seen.mean).toBeLessThan(known.mean);
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
    expect(nextCheckMs({ ...facts, elapsedMs: 36_000 })).toBeGreaterThanOrEqual(43_500);
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

  it('start over where the fact cannot be read', async () => {
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

it('how long a job took is counted from its acceptance, whatever the vendor’s limit is by then', async () => {
  const limits = {
    ...{ concurrency: 5, firstCheckMs: 1_000, checkEveryMs: 2_000, deadlineMs: 600_000 },
  };
  const world = await setupContext({ vendor: { limits } });
  onTestFinished(() => world.close());
  const { context, origin } = world;
  const outcome = await createApplication(context).requestImagine({
    origin: origin(),
    prompt: 'a fox',
  });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  await world.run();
  limits.deadlineMs = 6_000_000;
  world.pass(20_000);
  await world.run();
  const usual = await context.durations.of({ ...outcome.job, vendor: 'scripted' });
  expect(doneByMs(usual ?? expect.fail('nothing was learned'), 0.5)).toBeLessThan(21_000);
});

describe('a vendor that answers for many jobs at once', () => {
  const MANY = {
    name: 'many',
    checksTogether: true,
    limits: { ...LIMITS, checkEveryMs: 5_000, concurrency: 5, deadlineMs: 600_000 },
  } as const;

  async function plan(vendor: Partial<Vendor>) {
    const world = await setupContext({ vendor });
    onTestFinished(world.close);
    const [maker] = world.context.vendors;
    if (maker === undefined) throw new Error('no vendor');
    const acceptedAtMs = world.context.clock.nowMs();
    const job = { ...aJob(), vendor: maker.name };
    return {
      ...world,
      next: (ageMs: number) =>
        scheduleCheck(world.context, { ...job, acceptedAtMs: acceptedAtMs - ageMs }, maker).then(
          (atMs) => atMs - world.context.clock.nowMs(),
        ),
    };
  }

  it('is asked about a job earlier where another one’s look goes there anyway', async () => {
    const { next } = await plan(MANY);
    expect(await next(20_000)).toBe(4_000);
    expect(await next(18_500)).toBe(4_000);
    // What is planned for the next moment would tell nothing yet; what comes after its own look, less.
    const own = await plan(MANY);
    expect(await own.next(18_500)).toBe(5_500);
  });

  it('is not asked earlier about a job that was just accepted', async () => {
    const { next } = await plan(MANY);
    await next(20_000);
    expect(await next(0)).toBeGreaterThan(4_000 - 1);
    const { next: first } = await plan({
      ...MANY,
      limits: { ...MANY.limits, firstCheckMs: 8_000 },
    });
    await first(20_000);
    expect(await first(0)).toBe(8_000);
  });

  it('is asked at each job’s own time where it reports the end or answers for one alone', async () => {
    const { next } = await plan({ name: 'one', limits: MANY.limits });
    const alone = await next(18_500);
    await next(20_000);
    expect(await next(18_500)).toBe(alone);
  });
});

/** How: jobs are run to their end over a real store and archive, time passes, and what is left is read from the disk. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { createRetention, type RetentionSettings } from '#application/retention/retention.ts';
import { sweepArchive } from '#application/retention/sweep-archive.ts';
import type { ActionName } from '#domain/action.ts';
import { CELLS, type Cell } from '#domain/geometry.ts';
import type { Job } from '#domain/job.ts';
import { sharp } from '#images/sharp.ts';
import type { CheckOutcome } from '#ports/vendor.ts';
import { createCheckedClock } from '#system/checked-clock.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { aJob } from '#test/fixtures/jobs.ts';

const DAY_MS = 86_400_000;
const KEPT: RetentionSettings = { picturesMs: null, promptsMs: null, archiveBytesMax: null };

let world: Awaited<ReturnType<typeof setupContext>>;
let made = 0;
beforeEach(async () => {
  made = 0;
  world = await setupContext({
    memberQueue: { running: 50, waiting: 50 },
    settings: { operatorIds: [] },
  });
});
afterEach(() => world.close());

/** A picture that no other job has, of some kilobytes. */
function picture(seed: number): Promise<Buffer> {
  const bytes = Buffer.alloc(64 * 64 * 3);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = (at * (seed + 3) * 2_654_435_761) >>> 24;
  return sharp(bytes, { raw: { width: 64, height: 64, channels: 3 } })
    .png()
    .toBuffer();
}

async function grid(): Promise<CheckOutcome> {
  const pictures = await Promise.all(
    CELLS.map(async (cell) => {
      made += 1;
      return { cell, source: { kind: 'bytes', bytes: await picture(made) } as const };
    }),
  );
  return {
    kind: 'finished',
    output: { pictures, composite: null, handle: { task: `t${made}` }, seed: 7 },
  };
}

const application = () => createApplication(world.context);

async function finished(prompt = 'a fox'): Promise<Job> {
  world.script.check.splice(0, world.script.check.length, await grid());
  const outcome = await application().requestImagine({ origin: world.origin(), prompt });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  const { id } = outcome.job;
  for (let n = 0; n < 40 && (await world.job(id)).dueAtMs !== null; n += 1) await world.run();
  return world.job(id);
}

const press = (job: Job, action: ActionName, cell: Cell | null = null) =>
  application().requestFollowUp({
    origin: world.origin(),
    parentId: job.id,
    button: { action, cell },
  });

const retention = (
  settings: Partial<RetentionSettings>,
  more: Partial<Parameters<typeof createRetention>[0]> = {},
) =>
  createRetention({
    store: world.context.store,
    archive: world.archive,
    presence: world.context.presence,
    clock: world.context.clock,
    log: { ...world.context.log },
    settings: { ...KEPT, ...settings },
    isTimeKnown: () => true,
    ...more,
  });

/** A log that keeps what is an error. */
function heard() {
  const errors: string[] = [];
  const error = (_: object, message: string) => void errors.push(message);
  return { errors, log: { ...world.context.log, error } };
}

const keysOf = ({ result }: Job): readonly string[] =>
  result?.kind === 'grid'
    ? [...result.cells.map((each) => each.picture.key), result.composite?.key ?? '']
    : [];

async function onDisk(): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const { key } of world.archive.files()) keys.add(key);
  return keys;
}

async function isKept(job: Job): Promise<boolean> {
  const disk = await onDisk();
  const kept = keysOf(job).map((key) => disk.has(key));
  expect(new Set(kept).size, 'all of a job or nothing').toBe(1);
  return kept[0] ?? false;
}

async function favour(job: Job): Promise<void> {
  const { guildId, userId } = job.origin;
  const asked = { guildId, userId, jobId: job.id };
  expect((await application().remarks.favourite(asked)).kind).toBe('given');
}

describe('KEEP_PICTURES_DAYS', () => {
  it('removes what is older from the disk, favourites excepted', async () => {
    const [old, loved] = [await finished(), await finished()];
    await favour(loved);
    world.pass(10 * DAY_MS);
    const recent = await finished();
    world.pass(DAY_MS);
    await retention({ picturesMs: 5 * DAY_MS }).tidy();
    expect(await Promise.all([old, loved, recent].map(isKept))).toEqual([false, true, true]);
  });

  it('leaves a press that says so, and offers to run the job again', async () => {
    const old = await finished();
    world.pass(10 * DAY_MS);
    await retention({ picturesMs: 5 * DAY_MS }).tidy();
    const rejection = { kind: 'files-removed', again: old.id };
    expect(await press(old, 'vary', 2)).toEqual({ kind: 'rejected', rejection });
    expect(await press(old, 'upscale', 1)).toEqual({ kind: 'rejected', rejection });
    const { guildId, userId } = old.origin;
    expect(
      await application().showJob({
        place: { channelId: aJob().origin.channelId },
        guildId,
        userId,
        jobId: old.id,
      }),
    ).toEqual({
      kind: 'rejected',
      rejection: { kind: 'files-removed', again: null },
    });
    expect(await press(old, 'reroll')).toMatchObject({ kind: 'accepted' });
  });

  it('offers the grid again under what was taken out of it', async () => {
    const old = await finished();
    const taken = await press(old, 'upscale', 1);
    if (taken.kind !== 'accepted') throw new Error(taken.kind);
    await world.run();
    const solo = await world.job(taken.job.id);
    expect(solo.state).toBe('done');
    world.pass(10 * DAY_MS);
    await retention({ picturesMs: 5 * DAY_MS }).tidy();
    expect(await press(solo, 'upscale-subtle')).toEqual({
      kind: 'rejected',
      rejection: { kind: 'files-removed', again: old.id },
    });
  });

  it('leaves what an unfinished job still needs', async () => {
    const old = await finished();
    world.pass(10 * DAY_MS);
    const child = await press(old, 'upscale', 1);
    expect(child.kind).toBe('accepted');
    await retention({ picturesMs: 5 * DAY_MS }).tidy();
    expect(await isKept(old)).toBe(true);
    await world.run();
    const solo = child.kind === 'accepted' ? await world.job(child.job.id) : old;
    expect(solo.state).toBe('done');
    // The picture that was taken out is one of the grid's: only the others go.
    await retention({ picturesMs: 5 * DAY_MS }).tidy();
    const disk = await onDisk();
    expect(keysOf(old).filter((key) => disk.has(key))).toHaveLength(1);
  });
});

describe('a clock that is years ahead', () => {
  const AHEAD_MS = 5 * 365 * DAY_MS;
  /** The machine's clock, wrong by that much, and Discord's time. */
  const machine = () => {
    const { nowMs } = world.context.clock;
    return { nowMs: () => nowMs() + AHEAD_MS, sleepUntil: async () => {} };
  };

  it('makes nothing old: what is kept is judged by the time of Discord', async () => {
    const old = await finished();
    world.pass(DAY_MS);
    const { errors, log } = heard();
    const clock = createCheckedClock(machine(), world.context.clock.nowMs, log);
    await retention({ picturesMs: 5 * DAY_MS, promptsMs: 5 * DAY_MS }, { clock }).tidy();
    expect(await isKept(old)).toBe(true);
    expect((await world.job(old.id)).request.prompt).toBe('a fox');
    expect(errors).toEqual(["clock wrong: Discord's time is used"]);
    // What is really old goes by the same clock.
    world.pass(10 * DAY_MS);
    await retention({ picturesMs: 5 * DAY_MS }, { clock }).tidy();
    expect(await isKept(old)).toBe(false);
  });

  it('removes nothing before that time is known', async () => {
    const old = await finished();
    let isTimeKnown = false;
    let pauses = 0;
    const { log } = heard();
    const kept = retention(
      { picturesMs: 5 * DAY_MS },
      {
        log,
        isTimeKnown: () => isTimeKnown,
        clock: {
          nowMs: () => machine().nowMs() - (isTimeKnown ? AHEAD_MS : 0),
          sleepUntil: (_, signal) =>
            new Promise((resolve) => {
              pauses += 1;
              if (pauses < 3) setImmediate(resolve);
              else if (pauses === 3) {
                isTimeKnown = true;
                resolve();
              } else signal.addEventListener('abort', () => resolve());
            }),
        },
      },
    );
    kept.start();
    // The pause after the first pass.
    await expect.poll(() => pauses, { timeout: 60_000 }).toBe(4);
    await kept.close();
    expect(await isKept(old)).toBe(true);
  });
});

describe('KEEP_PROMPTS_DAYS', () => {
  it('removes the words, after which no button does anything', async () => {
    const old = await finished('a secret fox');
    world.pass(10 * DAY_MS);
    await retention({ promptsMs: 5 * DAY_MS }).tidy();
    expect(JSON.stringify(await world.job(old.id))).not.toContain('secret');
    expect(await isKept(old)).toBe(true);
    const rejection = { kind: 'words-removed' };
    expect(await press(old, 'reroll')).toEqual({ kind: 'rejected', rejection });
    expect(await application().buttonsOf(old.id)).toMatchObject({ buttons: [] });
  });
});

describe('ARCHIVE_MAX_GB', () => {
  it('is never exceeded by more than one job, favourites going last', async () => {
    const first = await finished();
    const jobBytes = await world.archive.count();
    const bytesMax = Math.ceil(3.5 * jobBytes);
    await favour(first);
    const limited = retention({ archiveBytesMax: bytesMax });
    world.archive.limitTo(bytesMax, limited.makeRoom);
    const jobs = [first];
    for (let one = 0; one < 8; one += 1) {
      world.pass(1_000);
      jobs.push(await finished());
      expect(world.archive.bytes()).toBeLessThanOrEqual(bytesMax + jobBytes * 1.1);
    }
    // What is counted is what is there.
    const counted = world.archive.bytes();
    expect(await world.archive.count()).toBe(counted);
    const kept = await Promise.all(jobs.map(isKept));
    expect(kept[0], 'the favourite').toBe(true);
    expect(kept.slice(1, 5)).toEqual([false, false, false, false]);
    expect(kept.at(-1), 'the newest').toBe(true);
  });

  it('keeps a result although there is nothing to remove', async () => {
    world.archive.limitTo(1, retention({ archiveBytesMax: 1 }).makeRoom);
    await world.archive.count();
    const job = await finished();
    expect(job.state).toBe('done');
    expect(await isKept(job)).toBe(true);
    // The next one makes it go.
    expect(await isKept(await finished())).toBe(true);
    expect(await isKept(job)).toBe(false);
  });

  it('lets many results at once in one after the other', async () => {
    await finished();
    const jobBytes = await world.archive.count();
    const limited = retention({ archiveBytesMax: 2 * jobBytes });
    world.archive.limitTo(2 * jobBytes, limited.makeRoom);
    for (let one = 0; one < 3; one += 1) await finished();
    const most: number[] = [];
    const pictures = await Promise.all([901, 902, 903, 904, 905, 906].map(picture));
    await Promise.all(
      pictures.map(async (bytes) => {
        await world.archive.put(bytes, 'image/png');
        most.push(world.archive.bytes() ?? 0);
      }),
    );
    const [largest = 0] = pictures.map(({ length }) => length).toSorted((one, two) => two - one);
    expect(Math.max(...most)).toBeLessThanOrEqual(2 * jobBytes + largest);
  });
});

it('looks again within the hour where the daily look failed', async () => {
  const HOUR_MS = 3_600_000;
  const looks: number[] = [];
  const errors: string[] = [];
  let nowMs = 0;
  const kept = createRetention({
    store: world.context.store,
    archive: world.archive,
    presence: world.context.presence,
    clock: {
      nowMs: () => nowMs,
      sleepUntil: (atMs, signal) =>
        new Promise((resolve) => {
          nowMs = atMs;
          if (looks.length < 2) setImmediate(resolve);
          else signal.addEventListener('abort', () => resolve());
        }),
    },
    log: { info: () => {}, warn: () => {}, error: (_, message) => errors.push(message) },
    settings: KEPT,
    isTimeKnown: () => true,
    daily: async () => {
      looks.push(nowMs);
      if (looks.length === 1) throw new Error('the database is away');
    },
  });
  kept.start();
  await expect.poll(() => looks).toHaveLength(2);
  await kept.close();
  expect(errors).toEqual(['retention failed']);
  expect(looks).toEqual([HOUR_MS, 2 * HOUR_MS]);
});

describe('files that nobody needs', () => {
  const sweep = (nowMs = Date.now() + 2 * DAY_MS) => {
    const errors: string[] = [];
    return sweepArchive({
      store: world.context.store,
      archive: world.archive,
      clock: { nowMs: () => nowMs },
      log: { info: () => {}, error: (_, message) => errors.push(message) },
      signal: new AbortController().signal,
    }).then((removed) => ({ removed, errors }));
  };

  it('are removed once they are a day old, and nothing else is', async () => {
    const job = await finished();
    await world.archive.put(await picture(999), 'image/png');
    world.pass(DAY_MS);
    expect(await sweep(Date.now())).toEqual({ removed: 0, errors: [] });
    expect(await sweep()).toEqual({ removed: 1, errors: [] });
    expect(await isKept(job)).toBe(true);
    expect(await onDisk()).toEqual(new Set(keysOf(job)));
  });

  it('are left alone where nearly everything would be one: it is another archive’s database', async () => {
    for (let one = 0; one < 210; one += 1) {
      await world.archive.put(Buffer.from(`picture ${one}`), 'image/png');
    }
    expect(await sweep()).toEqual({
      removed: 0,
      errors: ['archive does not fit its database'],
    });
    expect((await onDisk()).size).toBe(210);
  });
});

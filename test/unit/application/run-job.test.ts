import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { ATTEMPTS_MAX } from '#application/run/retry-policy.ts';
import { runJob } from '#application/run/run-job.ts';
import { LEASE_MS } from '#application/run/save-job.ts';
import type { FailureKind } from '#domain/failure.ts';
import { NotSavedError } from '#ports/store.ts';
import type { CheckOutcome, SubmitOutcome } from '#ports/vendor.ts';
import { colourPng, finishedGrid, POSTED, setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function setup(changes: Parameters<typeof setupContext>[0] = {}) {
  const world = await setupContext(changes);
  closers.push(world.close);
  const application = createApplication(world.context);
  const origin = world.origin();
  const outcome = await application.requestImagine({ origin, prompt: 'a lighthouse' });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  const { id } = outcome.job;
  return {
    ...world,
    id,
    runUntilStill: async () => {
      for (let n = 0; n < 40 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
    },
    account: () => world.context.store.account(origin.guildId, 2000, world.context.clock.nowMs()),
  };
}

const lost: SubmitOutcome = { kind: 'lost', failure: { kind: 'lost', detail: 'reset' } };
const accepted: SubmitOutcome = { kind: 'accepted', ticket: { id: 't1' } };
const refusedAs = (kind: FailureKind): SubmitOutcome => ({
  kind: 'refused',
  failure: { kind, detail: 'said so' },
});
const failedAs = (kind: FailureKind): CheckOutcome => ({
  kind: 'failed',
  failure: { kind, detail: 'said so' },
});

/** Of the scripted vendor. */
const DEADLINE_MS = 600_000;
/** Looks are no farther apart in a bot that runs. */
const LOOK_MS = 40_000;

describe('a process that others may take as dead', () => {
  const UNCERTAIN = {
    isNotifiedOfSaves: false,
    isCertain: () => false,
    releaseUnknown: async () => 0,
    takeChore: async () => true,
    list: async () => [],
  };

  it('asks no vendor, and lets another one go on', async () => {
    const { id, job, context, submissions, runUntilStill } = await setup();
    const [claimed] = await context.store.claimDue({
      nowMs: context.clock.nowMs() + 10_000,
      leaseMs: 60_000,
      limit: 1,
      slots: { perVendor: {} },
    });
    if (claimed === undefined) throw new Error('the job is due');
    await runJob({ ...context, presence: UNCERTAIN }, claimed);
    expect(submissions).toEqual([]);
    expect((await job(id)).state).toBe('queued');
    await runUntilStill();
    expect(submissions).toHaveLength(1);
    expect((await job(id)).state).toBe('done');
  });

  it('does not say of a step that may have been asked for that it was not', async () => {
    const { id, job, context, run } = await setup({
      vendor: { idempotent: true },
      script: { submit: [lost, accepted] },
    });
    await run();
    expect((await job(id)).state).toBe('submitting');
    const [claimed] = await context.store.claimDue({
      nowMs: context.clock.nowMs() + 600_000,
      leaseMs: 60_000,
      limit: 1,
      slots: { perVendor: {} },
    });
    if (claimed === undefined) throw new Error('the job is due');
    await runJob({ ...context, presence: UNCERTAIN }, claimed);
    expect((await job(id)).state).toBe('submitting');
  });
});

describe('a job', () => {
  it('is posted once and paid when all goes well', async () => {
    const { id, job, runUntilStill, posts, submissions, account } = await setup();
    await runUntilStill();
    expect(await job(id)).toMatchObject({ state: 'done', finalMessageId: '170000000000000001' });
    expect(posts).toHaveLength(1);
    expect(posts[0]?.mayExist).toBe(false);
    expect(submissions).toHaveLength(1);
    expect(await account()).toMatchObject({ available: 1992, reserved: 0, spent: 8 });
  });

  it.each([
    ['moderated', 1],
    ['input-refused', 1],
    ['unauthorized', 1],
    ['out-of-credit', 1],
    ['unavailable', ATTEMPTS_MAX],
    ['rate-limited', ATTEMPTS_MAX],
  ] as const)(
    'refused as %s is asked for %i times in all, then refunded and told',
    async (kind, times) => {
      const { id, job, runUntilStill, submissions, notices, account, troubles } = await setup({
        script: { submit: [refusedAs(kind)] },
      });
      await runUntilStill();
      const isLong = times === ATTEMPTS_MAX;
      expect(new Set(troubles.map(({ trouble }) => trouble))).toEqual(
        new Set(isLong ? ['unreachable'] : []),
      );
      expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind } });
      expect(submissions).toHaveLength(times);
      expect(notices).toHaveLength(1);
      expect(await account()).toMatchObject({ available: 2000, reserved: 0, spent: 0 });
    },
  );

  it.each([
    ['at once where the reply says that the end is there', true, 0],
    ['no earlier than the vendor advises otherwise', false, 1_000],
  ])('is looked at %s', async (_title, isReady, afterMs) => {
    const { id, job, run, context } = await setup({
      script: { submit: [{ ...accepted, isReady }] },
    });
    await run();
    expect((await job(id)).dueAtMs).toBe(context.clock.nowMs() + afterMs);
  });

  it('asks with the same key at every attempt of a step', async () => {
    const { runUntilStill, submissions, troubles } = await setup({
      script: { submit: [refusedAs('unavailable'), refusedAs('unavailable'), accepted] },
    });
    await runUntilStill();
    expect(submissions).toHaveLength(3);
    // Both pauses are short.
    expect(troubles).toEqual([]);
    expect(new Set(submissions.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('is never asked for twice after a lost answer, and refunded', async () => {
    const { id, job, runUntilStill, submissions, account } = await setup({
      script: { submit: [lost] },
    });
    await runUntilStill();
    expect(submissions).toHaveLength(1);
    expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind: 'lost' } });
    expect(await account()).toMatchObject({ available: 2000, reserved: 0 });
  });

  it('is asked for again with its key after a lost answer, where the vendor honours keys', async () => {
    const { id, job, runUntilStill, submissions } = await setup({
      vendor: { idempotent: true },
      script: { submit: [lost, accepted] },
    });
    await runUntilStill();
    expect(submissions.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      submissions[0]?.idempotencyKey,
      submissions[0]?.idempotencyKey,
    ]);
    expect((await job(id)).state).toBe('done');
  });

  it.each([lost, refusedAs('unavailable')])(
    'is asked for again with its key through a long outage ($kind): it may be paid for',
    async (answer) => {
      const { id, job, run, runUntilStill, context, script, submissions } = await setup({
        vendor: { idempotent: true },
        script: { submit: [lost, answer] },
      });
      const backAtMs = context.clock.nowMs() + 25 * 60_000;
      while (context.clock.nowMs() < backAtMs) {
        await run();
        expect((await job(id)).state).toBe('submitting');
      }
      script.submit.splice(0, 1, accepted);
      await runUntilStill();
      expect((await job(id)).state).toBe('done');
      expect(new Set(submissions.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    },
  );

  it.each(['unauthorized', 'out-of-credit'] as const)(
    'is looked for although the account is refused by now (%s): an earlier attempt may be paid for',
    async (kind) => {
      const { id, job, run, runUntilStill, context, script, submissions } = await setup({
        vendor: { idempotent: true },
        script: { submit: [lost, refusedAs(kind)] },
      });
      const backAtMs = context.clock.nowMs() + 25 * 60_000;
      while (context.clock.nowMs() < backAtMs) {
        await run();
        expect((await job(id)).state).toBe('submitting');
      }
      script.submit.splice(0, 1, accepted);
      await runUntilStill();
      expect((await job(id)).state).toBe('done');
      expect(new Set(submissions.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    },
  );

  it('ends as lost, with its credits back, where the account stays refused', async () => {
    const { id, job, runUntilStill, account, notices } = await setup({
      vendor: { idempotent: true },
      script: { submit: [lost, refusedAs('out-of-credit')] },
    });
    await runUntilStill();
    expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind: 'lost' } });
    expect(await account()).toMatchObject({ available: 2000, reserved: 0, spent: 0 });
    expect(notices).toHaveLength(1);
  });

  it('is given up after half an hour or so without an answer', async () => {
    const { id, job, runUntilStill, context } = await setup({
      vendor: { idempotent: true },
      script: { submit: [lost] },
    });
    const beganAtMs = context.clock.nowMs();
    await runUntilStill();
    expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind: 'lost' } });
    expect(context.clock.nowMs() - beganAtMs).toBeLessThan(45 * 60_000);
  });

  it('is not asked for again with a key that the vendor may have forgotten', async () => {
    const { id, job, run, pass, submissions } = await setup({
      vendor: { idempotent: true },
      script: { submit: [lost, accepted] },
    });
    await run();
    pass(24 * 60 * 60_000);
    await run();
    expect(submissions).toHaveLength(1);
    expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind: 'lost' } });
  });

  it('is searched for until its vendor can be asked again', async () => {
    let backAtMs = Number.POSITIVE_INFINITY;
    const { id, job, context, submissions, runUntilStill, troubles } = await setup({
      vendor: {
        find: async () =>
          context.clock.nowMs() < backAtMs
            ? { kind: 'unknown' }
            : { kind: 'found', ticket: { id: 't1' } },
      },
      script: { submit: [lost] },
    });
    const lostAtMs = context.clock.nowMs();
    backAtMs = lostAtMs + 20 * 60_000;
    await runUntilStill();
    expect(submissions).toHaveLength(1);
    expect((await job(id)).state).toBe('done');
    // The person knows before the first search, four seconds after the job was accepted, and hears nothing else.
    expect((troubles[0]?.atMs ?? 0) - lostAtMs).toBeLessThan(5_000);
    expect(new Set(troubles.map(({ trouble }) => trouble))).toEqual(new Set(['unclear']));
  });

  it('is searched for after a lost answer, where the vendor can be searched', async () => {
    const { id, job, runUntilStill, submissions } = await setup({
      vendor: { find: async () => ({ kind: 'found', ticket: { id: 't1' } }) },
      script: { submit: [lost] },
    });
    await runUntilStill();
    expect(submissions).toHaveLength(1);
    expect((await job(id)).state).toBe('done');
  });

  it('is given up at once after a lost answer, where nothing would name it at its vendor', async () => {
    const { id, job, run, pass, submissions } = await setup({
      vendor: { find: async () => null },
      script: { submit: [lost] },
    });
    await run();
    pass(10_000);
    await run();
    expect(submissions).toHaveLength(1);
    expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind: 'lost' } });
  });

  it('is given up at its deadline', async () => {
    const { id, job, runUntilStill, pass, run } = await setup({
      script: { check: [{ kind: 'running', percent: 93, preview: null }] },
    });
    await run();
    for (let passedMs = 0; passedMs < DEADLINE_MS; passedMs += LOOK_MS) {
      expect((await job(id)).state).toBe('running');
      pass(LOOK_MS);
      await run();
    }
    await runUntilStill();
    expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind: 'timed-out' } });
  });

  it.each([
    ['works on', { kind: 'running', percent: 50, preview: null }],
    ['cannot be asked', { kind: 'unreachable', failure: { kind: 'unavailable', detail: '502' } }],
  ] as const)(
    'has its time at a vendor that %s although the bot was down, or its clock set forward, beyond its deadline',
    async (_what, seen) => {
      const { id, job, runUntilStill, pass, run } = await setup({
        script: { check: [seen, seen, seen, await finishedGrid()] },
      });
      await run();
      pass(3_600_000);
      await run();
      const watched = await job(id);
      expect(watched).toMatchObject({ state: 'running', failure: null });
      // And soon again: the pauses between looks grow with the age of a job.
      expect((watched.dueAtMs ?? 0) - watched.updatedAtMs).toBeLessThan(60_000);
      await runUntilStill();
      expect((await job(id)).state).toBe('done');
    },
  );

  it('survives a vendor that cannot be asked for a while', async () => {
    const away: CheckOutcome = {
      kind: 'unreachable',
      failure: { kind: 'unavailable', detail: '502' },
    };
    const { id, job, runUntilStill } = await setup({
      script: { check: [away, away, away, await finishedGrid()] },
    });
    await runUntilStill();
    expect((await job(id)).state).toBe('done');
  });

  const away: CheckOutcome = {
    kind: 'unreachable',
    failure: { kind: 'unavailable', detail: 'no answer' },
  };

  it('is asked about until its deadline by a vendor that cannot be asked: it is paid for', async () => {
    const { id, job, run, runUntilStill } = await setup({
      script: {
        check: [...Array.from({ length: ATTEMPTS_MAX }, () => away), await finishedGrid()],
      },
    });
    for (let tries = 0; tries <= ATTEMPTS_MAX; tries++) {
      expect(await job(id)).toMatchObject({ failure: null });
      await run();
    }
    await runUntilStill();
    expect((await job(id)).state).toBe('done');
  });

  it('is given up at its deadline by a vendor that can never be asked', async () => {
    const { id, job, runUntilStill, context, account, troubles } = await setup({
      script: { check: [away] },
    });
    const beganAtMs = context.clock.nowMs();
    await runUntilStill();
    expect(new Set(troubles.map(({ trouble }) => trouble))).toEqual(new Set(['unreachable']));
    // As soon as a pause is longer than a moment.
    expect((troubles[0]?.atMs ?? 0) - beganAtMs).toBeLessThan(30_000);
    expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind: 'timed-out' } });
    expect(context.clock.nowMs() - beganAtMs).toBeGreaterThan(DEADLINE_MS);
    expect(await account()).toMatchObject({ available: 2000, reserved: 0 });
  });

  it.each(['not-found', 'garbled'] as const)(
    'is not given up for one answer (%s) that comes after a long outage',
    async (kind) => {
      const answer: CheckOutcome = { kind: 'unreachable', failure: { kind, detail: 'back' } };
      const { id, job, runUntilStill } = await setup({
        script: {
          check: [
            ...Array.from({ length: 2 * ATTEMPTS_MAX }, () => away),
            answer,
            answer,
            await finishedGrid(),
          ],
        },
      });
      await runUntilStill();
      expect(await job(id)).toMatchObject({ state: 'done', failure: null });
    },
  );

  it('waits no longer than its deadline for a vendor that wants to be left alone', async () => {
    const alone: CheckOutcome = {
      kind: 'unreachable',
      failure: { kind: 'rate-limited', detail: '429', retryAfterMs: 3_600_000 },
    };
    const { id, job, run, runUntilStill, context, calls } = await setup({
      script: { check: [alone] },
    });
    await run();
    const { deadlineAtMs } = await job(id);
    await runUntilStill();
    expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind: 'timed-out' } });
    expect(context.clock.nowMs()).toBe(deadlineAtMs);
    expect(calls.checks).toBe(2);
  });

  it('has its result although its pictures could not be fetched for minutes', async () => {
    let tries = 0;
    const url = 'https://pictures.example/1.png';
    const made: CheckOutcome = {
      kind: 'finished',
      output: {
        pictures: [],
        composite: { kind: 'url', url },
        handle: { task: 't1' },
        seed: null,
      },
    };
    const { id, job, runUntilStill } = await setup({
      script: { check: [made] },
      fetchPicture: async () =>
        ++tries <= ATTEMPTS_MAX
          ? { kind: 'unreachable', detail: 'no network' }
          : { kind: 'fetched', bytes: await colourPng('#00ff00', 64), mediaType: 'image/png' },
    });
    await runUntilStill();
    expect(await job(id)).toMatchObject({ state: 'done', failure: null });
    expect(tries).toBeGreaterThan(ATTEMPTS_MAX);
  });

  it('fails with the vendor’s reason when the vendor gives up', async () => {
    const { id, job, runUntilStill, notices } = await setup({
      script: { check: [failedAs('moderated')] },
    });
    await runUntilStill();
    expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind: 'moderated' } });
    expect(notices.map((told) => told.failure?.kind)).toEqual(['moderated']);
  });

  it('looks for its message before it posts a second time', async () => {
    const { id, job, runUntilStill, posts } = await setup({
      script: { post: [{ kind: 'retry', afterMs: 1000, detail: 'the answer was lost' }, POSTED] },
    });
    await runUntilStill();
    expect(posts.map(({ mayExist }) => mayExist)).toEqual([false, true]);
    expect((await job(id)).state).toBe('done');
  });

  it('is posted once although reading its files took longer than the lease', async () => {
    const { id, job, context, pass, run, posts } = await setup();
    const reached = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const archive = {
      ...context.archive,
      get: async (key: string) => {
        reached.resolve();
        await answered.promise;
        return context.archive.get(key);
      },
    };
    const [claimed] = await context.store.claimDue({
      nowMs: context.clock.nowMs() + 10_000,
      leaseMs: LEASE_MS,
      limit: 1,
      slots: { perVendor: {} },
    });
    if (claimed === undefined) throw new Error('the job is due');
    // Accepted by its vendor, then looked at.
    await runJob(context, claimed);
    pass(20_000);
    const [again] = await context.store.claimDue({
      nowMs: context.clock.nowMs(),
      leaseMs: LEASE_MS,
      limit: 1,
      slots: { perVendor: {} },
    });
    if (again === undefined) throw new Error('the job is due');
    const slow = runJob({ ...context, archive }, again);
    await reached.promise;
    pass(LEASE_MS + 1_000);
    await run();
    answered.resolve();
    await slow;
    expect(posts).toHaveLength(1);
    expect((await job(id)).state).toBe('done');
  });

  it('is posted smaller at once when Discord finds the file too large after all', async () => {
    const tooLarge = {
      kind: 'retry',
      afterMs: 0,
      detail: 'too large',
      attachmentBytesMax: 300,
    } as const;
    const { id, job, runUntilStill, posts } = await setup({ script: { post: [tooLarge, POSTED] } });
    await runUntilStill();
    expect((await job(id)).state).toBe('done');
    expect(posts).toHaveLength(2);
    expect(posts[1]?.attachments[0]?.bytes.byteLength).toBeLessThanOrEqual(300);
  });

  it.each([
    ['paid where the person was told so', { kind: 'shown' }, 8],
    ['refunded where nobody could be told', { kind: 'impossible', detail: 'gone' }, 0],
    ['refunded where telling fails as well', { kind: 'retry', afterMs: 1, detail: 'down' }, 0],
  ] as const)(
    'stays recoverable when there is nowhere to post, and is %s',
    async (_, told, spent) => {
      const { id, job, runUntilStill, account } = await setup({
        script: { post: [{ kind: 'impossible', detail: 'gone' }], kept: [told] },
      });
      await runUntilStill();
      expect(await job(id)).toMatchObject({ state: 'done', finalMessageId: null });
      expect(await account()).toMatchObject({ available: 2000 - spent, reserved: 0, spent });
    },
  );

  it.each([
    ['an outage', { kind: 'retry', afterMs: 1, detail: 'down' }],
    ['surprises', null],
  ] as const)('that failed is told so after hours of %s', async (_what, answer) => {
    const { id, job, run, runUntilStill, script, context } = await setup({
      script: { submit: [refusedAs('moderated')], notice: answer === null ? [] : [answer] },
    });
    const backAtMs = context.clock.nowMs() + 20 * 60 * 60_000;
    while (context.clock.nowMs() < backAtMs) {
      await run();
      expect(await job(id)).toMatchObject({ state: 'failed', dueAtMs: expect.any(Number) });
    }
    script.notice.splice(0, 1, { kind: 'shown' });
    await runUntilStill();
    expect(script.notice).toHaveLength(1);
    expect(await job(id)).toMatchObject({ state: 'failed', dueAtMs: null });
  });

  it('that failed is told to nobody once its person was forgotten', async () => {
    const { id, job, run, notices, context } = await setup({
      script: {
        submit: [refusedAs('moderated')],
        notice: [{ kind: 'retry', afterMs: 1, detail: 'down' }, { kind: 'shown' }],
      },
    });
    await run();
    const { userId } = (await job(id)).origin;
    await createApplication(context).privacy.erase({ kind: 'person', userId });
    await run();
    expect(await job(id)).toMatchObject({ state: 'failed', dueAtMs: null, forgotten: true });
    expect(notices).toHaveLength(1);
  });

  it('that failed is told for minutes although the bot was away for a day, and then no more', async () => {
    const { id, job, run, runUntilStill, pass, notices } = await setup({
      script: {
        submit: [refusedAs('moderated')],
        notice: [{ kind: 'retry', afterMs: 1, detail: 'down' }],
      },
    });
    await run();
    pass(25 * 60 * 60_000);
    await runUntilStill();
    expect(await job(id)).toMatchObject({ state: 'failed', dueAtMs: null });
    expect(notices).toHaveLength(ATTEMPTS_MAX);
  });

  it('whose result nobody could be told of at once is told of a moment later', async () => {
    const { id, job, runUntilStill, script, account } = await setup({
      script: {
        post: [{ kind: 'impossible', detail: 'gone' }],
        kept: [{ kind: 'retry', afterMs: 1, detail: 'down' }, { kind: 'shown' }],
      },
    });
    await runUntilStill();
    expect(script.kept).toHaveLength(1);
    expect(await job(id)).toMatchObject({ state: 'done', finalMessageId: null });
    expect(await account()).toMatchObject({ available: 1992, reserved: 0, spent: 8 });
  });

  it('is posted and paid although surprises kept it from that for long', async () => {
    const { id, job, run, runUntilStill, account, script } = await setup({ script: { post: [] } });
    for (let tries = 0; tries < 2 * ATTEMPTS_MAX; tries++) await run();
    expect(await job(id)).toMatchObject({ state: 'delivering' });
    script.post.push(POSTED);
    await runUntilStill();
    expect(await job(id)).toMatchObject({ state: 'done', finalMessageId: expect.any(String) });
    expect(await account()).toMatchObject({ reserved: 0, spent: 8 });
  });

  it('is told of and given away where surprises keep it from being posted for a day', async () => {
    const { id, job, run, runUntilStill, account, script, pass } = await setup({
      script: { post: [], kept: [{ kind: 'shown' }, { kind: 'shown' }] },
    });
    for (let tries = 0; tries < 2 * ATTEMPTS_MAX; tries++) await run();
    expect(script.kept).toHaveLength(2);
    pass(24 * 3_600_000);
    await runUntilStill();
    expect(await job(id)).toMatchObject({ state: 'done', finalMessageId: null });
    expect(script.kept).toHaveLength(1);
    expect(await account()).toMatchObject({ available: 2000, reserved: 0, spent: 0 });
  });

  it('ends in a clear failure when the vendor’s file itself breaks', async () => {
    const { id, job, runUntilStill, account } = await setup({
      vendor: {
        check: async () => {
          throw new TypeError('undefined is not a function');
        },
      },
    });
    await runUntilStill();
    expect(await job(id)).toMatchObject({ state: 'failed', failure: { kind: 'internal' } });
    expect(await account()).toMatchObject({ available: 2000, reserved: 0 });
  });
});

describe('a result that the archive does not take', () => {
  it('waits for it, however many tries that is, and its person is told', async () => {
    const { id, job, folder, run, runUntilStill, troubles, posts, script } = await setup({
      script: { submit: [accepted], check: [await finishedGrid()], post: [POSTED] },
    });
    const archive = join(folder, 'archive');
    renameSync(archive, `${archive}.away`);
    // Nothing can be made below a file, whoever runs this.
    writeFileSync(archive, '');
    for (let tries = 0; tries < 2 * ATTEMPTS_MAX; tries++) await run();
    expect(await job(id)).toMatchObject({ state: 'running', failure: null });
    expect(troubles[0]).toMatchObject({ trouble: 'unfetched' });
    expect(posts).toEqual([]);
    rmSync(archive);
    renameSync(`${archive}.away`, archive);
    // What comes then has all tries that a job has, however late it is.
    const down = { kind: 'unreachable', failure: { kind: 'unavailable', detail: 'down' } } as const;
    script.check.unshift(...Array.from({ length: ATTEMPTS_MAX - 2 }, () => down));
    await runUntilStill();
    expect(await job(id)).toMatchObject({ state: 'done' });
    expect(posts).toHaveLength(1);
  });
});

describe('a result that the database does not take', () => {
  it('spends no try of the job', async () => {
    const { id, job, context, runUntilStill, posts } = await setup({
      script: { submit: [accepted], check: [await finishedGrid()], post: [POSTED] },
    });
    let refused = 0;
    const store = new Proxy(context.store, {
      get: (target, name) => {
        if (name !== 'saveEventAndKeep') return Reflect.get(target, name);
        const save: typeof target.saveEventAndKeep = async (...asked) => {
          // A larger change finds no room where a small one does.
          if (asked[1].kind === 'result-archived' && refused < 2 * ATTEMPTS_MAX) {
            refused += 1;
            throw new NotSavedError(new Error('database or disk is full'));
          }
          return target.saveEventAndKeep(...asked);
        };
        return save;
      },
    });
    Object.assign(context, { store });
    await runUntilStill();
    expect(refused).toBe(2 * ATTEMPTS_MAX);
    expect(await job(id)).toMatchObject({ state: 'done', failure: null });
    expect(posts).toHaveLength(1);
  });
});

describe('a ticket that could not be saved', () => {
  it('is saved once that works again, at a vendor that cannot be asked for it', async () => {
    const { id, job, run, context, submissions } = await setup({
      vendor: { idempotent: false },
      script: { submit: [accepted], check: [await finishedGrid()], post: [POSTED] },
    });
    let isFull = true;
    const store = new Proxy(context.store, {
      get: (target, name) =>
        isFull && name === 'saveEvent'
          ? async () => {
              throw new Error('database or disk is full');
            }
          : Reflect.get(target, name),
    });
    const full = { ...context, store, receipts: new Map() };
    const claim = { leaseMs: 1_000, limit: 1, slots: { perVendor: { scripted: 1 } } };
    const nowMs = context.clock.nowMs() + 60_000;
    for (const claimed of await context.store.claimDue({ ...claim, nowMs })) {
      expect(await runJob(full, claimed)).toBe(false);
    }
    expect(await job(id)).toMatchObject({ state: 'submitting' });
    isFull = false;
    for (const claimed of await context.store.claimDue({ ...claim, nowMs: nowMs + 2 * LEASE_MS })) {
      await runJob(full, claimed);
    }
    expect(full.receipts.size).toBe(0);
    for (let n = 0; n < 9 && (await job(id)).dueAtMs !== null; n++) await run();
    expect(await job(id)).toMatchObject({ state: 'done' });
    expect(submissions).toHaveLength(1);
  });
});

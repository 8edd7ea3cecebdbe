/** How: a real store and a scripted vendor; jobs are cancelled at every point of their lives. */
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { cancelJob } from '#application/requests/cancel-job.ts';
import { guildId, type JobId, messageId, userId } from '#domain/ids.ts';
import type { Vendor } from '#ports/vendor.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

let world: Awaited<ReturnType<typeof setupContext>> | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

async function accepted(vendor: Partial<Vendor> = {}) {
  const made = await setupContext({ vendor });
  world = made;
  const outcome = await createApplication(made.context).requestImagine({
    origin: made.origin(),
    prompt: 'a fox',
  });
  if (outcome.kind !== 'accepted') throw new Error('not accepted');
  const { id, origin } = outcome.job;
  const cancel = (jobId: JobId = id) => cancelJob(made.context, { ...origin, jobId });
  const account = () =>
    made.context.store.account(origin.guildId, 2000, made.context.clock.nowMs());
  return { ...made, another: made.origin, id, origin, cancel, account };
}

const running = { kind: 'running', percent: 40, preview: null } as const;

describe('a job is cancelled', () => {
  it('while it waits: no vendor is ever asked, the hold comes back, the person is told once', async () => {
    const { cancel, run, submissions, notices, account } = await accepted();
    expect(await cancel()).toMatchObject({ kind: 'cancelled', job: { state: 'cancelled' } });
    expect(await account()).toMatchObject({ available: 2000, reserved: 0, spent: 0 });
    await run();
    await run();
    expect(submissions).toEqual([]);
    expect(notices.map(({ state }) => state)).toEqual(['cancelled']);
  });

  it('while the vendor is being asked: its answer is not waited for', async () => {
    let cancelNow: () => Promise<unknown> = async () => {};
    const made = await accepted({
      submit: async () => {
        await cancelNow();
        return { kind: 'accepted', ticket: { id: 't1' } };
      },
    });
    cancelNow = made.cancel;
    await made.run();
    await made.run();
    await made.run();
    expect(await made.job(made.id)).toMatchObject({ state: 'cancelled' });
    expect(made.calls.checks).toBe(0);
    expect(made.posts).toEqual([]);
    expect(made.notices).toHaveLength(1);
    expect(await made.account()).toMatchObject({ available: 2000, reserved: 0, spent: 0 });
  });

  it('while it runs, in the middle of a look at the vendor', async () => {
    let cancelNow: () => Promise<unknown> = async () => {};
    const made = await accepted({
      check: async () => {
        await cancelNow();
        return running;
      },
    });
    await made.run();
    cancelNow = made.cancel;
    await made.run();
    await made.run();
    expect(await made.job(made.id)).toMatchObject({ state: 'cancelled', dueAtMs: null });
    expect(made.posts).toEqual([]);
  });
});

describe('what a vendor bills all the same', () => {
  /** Cancels so many jobs that their vendor has accepted. */
  async function spree(count: number, vendor: Partial<Vendor> = {}) {
    const made = await accepted({ check: async () => running, ...vendor });
    const application = createApplication(made.context);
    const waiting = async () => {
      const origin = made.another();
      const outcome = await application.requestImagine({ origin, prompt: 'a fox' });
      if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
      return outcome.job.id;
    };
    const begun = async (id: JobId) => {
      // Others have their notices shown first.
      for (let n = 0; n < 4 && (await made.job(id)).state === 'queued'; n += 1) await made.run();
      expect((await made.job(id)).state).toBe('running');
      return id;
    };
    for (let done = 0; done < count; done += 1) {
      const id = await begun(done === 0 ? made.id : await waiting());
      expect(await made.cancel(id), `number ${done}`).toMatchObject({ kind: 'cancelled' });
    }
    return { ...made, waiting, started: async () => begun(await waiting()) };
  }

  it('can be cancelled ten times a day, and what waits without end', async () => {
    const { waiting, started, cancel, job, account, pass } = await spree(10);
    expect(await cancel(await waiting())).toMatchObject({ kind: 'cancelled' });
    const last = await started();
    const rejection = { kind: 'cancelled-too-often', most: 10 };
    expect(await cancel(last)).toEqual({ kind: 'rejected', rejection });
    expect(await job(last)).toMatchObject({ state: 'running' });
    expect(await account()).toMatchObject({ available: 1992, reserved: 8, spent: 0 });
    pass(25 * 3_600_000);
    expect(await cancel(last)).toMatchObject({ kind: 'cancelled' });
  });

  it('is nothing at a vendor that is free', async () => {
    const { started, cancel } = await spree(10, { isFree: true });
    expect(await cancel(await started())).toMatchObject({ kind: 'cancelled' });
  });
});

describe('nothing is cancelled', () => {
  it('once the result is there: it is paid for', async () => {
    const { cancel, run, account, job, id } = await accepted();
    await run();
    await run();
    expect(await job(id)).toMatchObject({ state: 'done' });
    expect(await cancel()).toEqual({
      kind: 'rejected',
      rejection: { kind: 'job-over', state: 'done' },
    });
    expect(await account()).toMatchObject({ available: 1992, spent: 8 });
  });

  it('a second time', async () => {
    const { cancel } = await accepted();
    await cancel();
    expect(await cancel()).toEqual({
      kind: 'rejected',
      rejection: { kind: 'job-over', state: 'cancelled' },
    });
  });

  it.each([
    ['somebody else', { userId: userId('150000000000000099') }, 'not-yours'],
    ['another server', { guildId: guildId('130000000000000099') }, 'job-unknown'],
  ] as const)('by %s', async (_title, who, kind) => {
    const { context, origin, id, job } = await accepted();
    const outcome = await cancelJob(context, { ...origin, ...who, jobId: id });
    expect(outcome).toEqual({ kind: 'rejected', rejection: { kind } });
    expect(await job(id)).toMatchObject({ state: 'queued' });
  });
});

it.each([
  ['in progress', false, { kind: 'job-unfinished' }],
  ['stopped', true, { kind: 'job-not-shown', state: 'cancelled' }],
])(
  'a message without buttons still shows its job, which is %s',
  async (_, isStopped, rejection) => {
    const { id, origin, cancel, context } = await accepted();
    const application = createApplication(context);
    const progress = messageId('170000000000000009');
    await application.confirmAcknowledged(id, progress);
    if (isStopped) await cancel();
    const { guildId, userId } = origin;
    const shown = { guildId, userId, interactionId: null, named: null };
    const job = await application.jobOfMessage({ ...shown, messageId: progress });
    expect(job?.id).toBe(id);
    expect(await application.singleResults({ guildId, userId, jobId: id })).toEqual({
      kind: 'rejected',
      rejection,
    });
    const other = messageId('170000000000000010');
    expect(await application.jobOfMessage({ ...shown, messageId: other })).toBeNull();
  },
);

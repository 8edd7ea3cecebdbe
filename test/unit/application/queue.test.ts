/** How: the rule as a table; and a real store and worker passes with a vendor that never ends. */
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { cancelJob } from '#application/requests/cancel-job.ts';
import { requestFollowUp } from '#application/requests/request-follow-up.ts';
import { userId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { type QueueLimits, queuePlace } from '#domain/queue.ts';
import { NotSavedError } from '#ports/store.ts';
import { finishedGrid, setupContext } from '#test/fixtures/app-context.ts';

const LIMITS: QueueLimits = { running: 3, waiting: 2 };

describe('the place of a new job', () => {
  it.each([
    [0, { kind: 'starts' }],
    [2, { kind: 'starts' }],
    [3, { kind: 'waits', position: 1 }],
    [4, { kind: 'waits', position: 2 }],
    [5, { kind: 'full' }],
    [50, { kind: 'full' }],
  ])('beside %s others', (unfinished, place) => {
    expect(queuePlace(unfinished, LIMITS)).toEqual(place);
  });
});

describe('a member', () => {
  let world: Awaited<ReturnType<typeof setupContext>> | null = null;
  afterEach(async () => {
    await world?.close();
    world = null;
  });

  async function setup() {
    const made = await setupContext({
      memberQueue: LIMITS,
      script: { check: [{ kind: 'running', percent: 1, preview: null }] },
    });
    world = made;
    const imagine = (who = made.origin().userId) =>
      createApplication(made.context).requestImagine({
        origin: made.origin({ userId: who }),
        prompt: 'a fox',
      });
    return { ...made, imagine };
  }

  it('is asked about no larger batch than may run and wait in that server', async () => {
    const { context, origin } = await setup();
    const { requestImagine } = createApplication(context);
    const plan = (from: JobOrigin, prompt: string) => requestImagine({ origin: from, prompt });
    const { guildId } = origin();
    expect(await plan(origin(), 'a {1,2,3,4,5} fox')).toMatchObject({ kind: 'question', jobs: 5 });
    const act = { key: 'act', author: '1', atMs: context.clock.nowMs() };
    const limits = { runningMax: 1, waitingMax: 2 };
    await context.store.changeSettings(guildId, { kind: 'limits', limits }, act);
    expect(await plan(origin(), 'a {1,2,3,4} fox')).toMatchObject({
      rejection: { problem: { kind: 'too-many-jobs', jobs: 4, max: 3 } },
    });
    expect(await plan(origin(), 'a {1,2,3} fox')).toMatchObject({ kind: 'question', jobs: 3 });
  });

  it('may have forty jobs of one batch, which run as slots free up', async () => {
    const { context, origin, run, submissions } = await setup();
    const application = createApplication(context);
    const asker = origin();
    const asked = await application.requestImagine({ origin: asker, prompt: 'a fox --repeat 40' });
    expect(asked).toMatchObject({ kind: 'question', jobs: 40 });
    const confirming = origin();
    const outcomes = (await application.batches.start(confirming, asker.interactionId, [])) ?? [];
    const jobs = outcomes.flatMap((one) => (one.kind === 'accepted' ? [one.job] : []));
    expect(jobs).toHaveLength(40);
    const firstId = jobs[0]?.id;
    if (firstId === undefined) throw new Error('nothing was accepted');
    for (let n = 0; n < 8; n++) await run();
    expect(submissions).toHaveLength(3);
    await cancelJob(context, { ...confirming, jobId: firstId });
    await run();
    await run();
    expect(submissions).toHaveLength(4);
    // Beside them there is room for no other, and the question says so instead of a half-kept Yes.
    expect(
      await application.requestImagine({ origin: origin(), prompt: 'a {red,blue} fox' }),
    ).toMatchObject({
      kind: 'rejected',
      rejection: { problem: { kind: 'too-many-jobs', max: 1 } },
    });
  });

  it('is told how many of a batch were started where the disk took no more, and pays for those', async () => {
    const { context, origin } = await setup();
    let room = 2;
    const store = new Proxy(context.store, {
      get: (target, name) => {
        if (name !== 'acceptJob') return Reflect.get(target, name);
        const accept: typeof target.acceptJob = async (...asked) => {
          room -= 1;
          if (room < 0) throw new NotSavedError(new Error('database or disk is full'));
          return target.acceptJob(...asked);
        };
        return accept;
      },
    });
    const { requestImagine, batches, refusalOf } = createApplication({ ...context, store });
    const asker = origin();
    const ask = () => requestImagine({ origin: asker, prompt: 'a {1,2,3,4,5} fox' });
    await ask();
    const outcomes = (await batches.start(origin(), asker.interactionId, [])) ?? [];
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'broken']);
    expect(outcomes[2]).toMatchObject({ left: 2, error: expect.any(NotSavedError) });
    const account = await context.store.account(asker.guildId, 2000, context.clock.nowMs());
    expect(account).toMatchObject({ available: 2000 - 16, reserved: 16 });
    // Where none was started there is nothing to tell of a batch.
    await ask();
    await expect(batches.start(origin(), asker.interactionId, [])).rejects.toThrow(NotSavedError);
    expect(refusalOf(new NotSavedError('full'))).toEqual({ kind: 'not-saved', isNotified: false });
    expect(refusalOf(new Error('another'))).toBeNull();
  });

  it('ends a batch at once with what has nothing to show, and gives all its credits back', async () => {
    const { context, origin, run, submissions, notices } = await setup();
    const application = createApplication(context);
    const other = await application.requestImagine({ origin: origin(), prompt: 'a cat' });
    const asker = origin();
    await application.requestImagine({ origin: asker, prompt: 'a fox --repeat 10' });
    const confirming = origin();
    await application.batches.start(confirming, asker.interactionId, []);
    for (let n = 0; n < 6; n++) await run();
    const stranger = { ...confirming, userId: userId('150000000000000777') };
    expect(await application.batches.cancel(stranger, confirming.interactionId)).toEqual([]);
    const cancelled = await application.batches.cancel(confirming, confirming.interactionId);
    expect(cancelled).toHaveLength(10);
    for (let n = 0; n < 12; n++) await run();
    // What waited has no message; the pressed one has said it.
    expect(notices).toEqual([]);
    const asked = submissions.map(({ request }) => request.prompt);
    expect(asked.toSorted()).toEqual(['a cat', 'a fox', 'a fox']);
    const { guildId } = confirming;
    expect(await context.store.account(guildId, 2000, context.clock.nowMs())).toMatchObject({
      reserved: other.kind === 'accepted' ? other.job.priceCredits : 0,
    });
  });

  it('is never asked about a batch that the server cannot pay', async () => {
    const { context, origin } = await setup();
    const poor = { ...context, settings: { ...context.settings, monthlyCredits: 17 } };
    const { requestImagine } = createApplication(poor);
    const plan = (from: JobOrigin, prompt: string) => requestImagine({ origin: from, prompt });
    expect(await plan(origin(), 'a {1,2} fox')).toMatchObject({
      ...{ kind: 'question', credits: 16, availableCredits: 17 },
      ...{ firstPrompt: 'a 1 fox', lastPrompt: 'a 2 fox' },
    });
    expect(await plan(origin(), 'a {1,2,3} fox')).toMatchObject({
      rejection: { kind: 'credits-exhausted', neededCredits: 24, availableCredits: 17 },
    });
  });

  it('has three jobs running; others wait their turn, and more are refused', async () => {
    const { imagine, run, submissions } = await setup();
    const outcomes = [];
    for (let n = 0; n < 6; n++) outcomes.push(await imagine());
    expect(
      outcomes.map((one) => (one.kind === 'accepted' ? (one.queuePosition ?? 'starts') : one)),
    ).toEqual([
      'starts',
      'starts',
      'starts',
      1,
      2,
      { kind: 'rejected', rejection: { kind: 'queue-full' } },
    ]);
    for (let n = 0; n < 4; n++) await run();
    expect(submissions).toHaveLength(3);
  });

  it('who waits keeps nobody else waiting', async () => {
    const { imagine, run, submissions } = await setup();
    for (let n = 0; n < 5; n++) await imagine();
    await run();
    await imagine(userId('150000000000000777'));
    for (let n = 0; n < 6; n++) await run();
    expect(submissions).toHaveLength(4);
  });

  it('gets a place back when a job of theirs ends', async () => {
    const { imagine, run, submissions, context } = await setup();
    const outcomes = [];
    for (let n = 0; n < 4; n++) outcomes.push(await imagine());
    await run();
    expect(submissions).toHaveLength(3);
    const [first] = outcomes;
    if (first?.kind !== 'accepted') throw new Error('not accepted');
    await cancelJob(context, { ...first.job.origin, jobId: first.job.id });
    await run();
    await run();
    expect(submissions).toHaveLength(4);
  });

  it('is refused nothing that the archive serves', async () => {
    const { imagine, run, context, origin, script } = await setup();
    script.check.splice(0, 1, await finishedGrid());
    const outcome = await imagine();
    if (outcome.kind !== 'accepted') throw new Error('not accepted');
    await run();
    await run();
    script.check.splice(0, 1, { kind: 'running', percent: 1, preview: null });
    for (let n = 0; n < 5; n++) await imagine();
    const pressed = await requestFollowUp(context, {
      origin: origin(),
      parentId: outcome.job.id,
      button: { action: 'upscale', cell: 2 },
    });
    expect(pressed).toMatchObject({ kind: 'accepted' });
    expect(pressed).not.toHaveProperty('queuePosition');
  });
});

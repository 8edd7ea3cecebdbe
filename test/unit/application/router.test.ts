/**
 * How: three vendors that answer as they are told, over the real application and store. What a
 * person asked for is followed to its end: who was asked, what the job says, what was refused.
 */

import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { runJob } from '#application/run/run-job.ts';
import type { Capabilities } from '#domain/capabilities.ts';
import type { FailureKind } from '#domain/failure.ts';
import { type JobId, userId } from '#domain/ids.ts';
import type { CheckOutcome, SubmitOutcome, Vendor } from '#ports/vendor.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { planOf } from '#test/fixtures/plans.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const NAMES = ['first', 'second', 'third'] as const;
type Name = (typeof NAMES)[number];

const refused = (kind: FailureKind, retryAfterMs?: number): SubmitOutcome => ({
  kind: 'refused',
  failure: { kind, detail: 'said so', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
});
const ACCEPTED: SubmitOutcome = { kind: 'accepted', ticket: { id: 't1' } };

async function setup(
  options: {
    readonly vendors?: { readonly [name in Name]?: Partial<Vendor> };
    readonly answers?: { readonly [name in Name]?: SubmitOutcome };
  } & Pick<NonNullable<Parameters<typeof setupContext>[0]>, 'settings'> = {},
) {
  const asked: { readonly name: Name; readonly key: string; readonly atMs: number }[] = [];
  const answers: { [name in Name]?: SubmitOutcome } = { ...options.answers };
  const scripted = (name: Name): Partial<Vendor> => ({
    name,
    label: name,
    submit: async ({ idempotencyKey }) => {
      asked.push({ name, key: idempotencyKey, atMs: world.context.clock.nowMs() });
      return answers[name] ?? ACCEPTED;
    },
    ...options.vendors?.[name],
  });
  const world = await setupContext({
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    vendor: scripted('first'),
    others: [scripted('second'), scripted('third')],
  });
  closers.push(world.close);
  const application = createApplication(world.context);
  let people = 0;
  // Each by another member, so that nobody waits for a turn of their own.
  const imagine = (prompt = 'a lighthouse') => {
    const asker = userId(`15000000000000${1000 + people++}`);
    return application.requestImagine({ origin: world.origin({ userId: asker }), prompt });
  };
  const accepted = async (prompt?: string): Promise<JobId> => {
    const outcome = await imagine(prompt);
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    return outcome.job.id;
  };
  const runToEnd = async (id: JobId) => {
    for (let n = 0; n < 60 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
    return world.job(id);
  };
  return { ...world, application, answers, asked, imagine, accepted, runToEnd };
}

const baseCapabilities: Capabilities = {
  actions: { imagine: {} },
  speeds: ['fast', 'relax'],
  promptCharactersMax: 2000,
  imagePrompts: false,
  parameters: 'all',
};

describe('the router', () => {
  it.each<[string, Partial<Capabilities>, string]>([
    ['the action', { actions: { vary: {} } }, 'a fox'],
    ['the speed', { speeds: ['fast'] }, 'a fox --relax'],
    ['the version', { actions: { imagine: { versions: [] } } }, 'a fox --v 6'],
    ['a parameter', { parameters: ['ar', 'stylize'] }, 'a fox --ar 3:2 --weird 100'],
    ['the length', { promptCharactersMax: 10 }, 'a fox in the fog'],
  ])('passes over a vendor that lacks %s', async (_title, lacking, prompt) => {
    const capabilities = { ...baseCapabilities, ...lacking };
    const { accepted, job } = await setup({ vendors: { first: { capabilities } } });
    expect((await job(await accepted(prompt))).vendor).toBe('second');
  });

  it('names the parameter that nobody honours, before anything is spent', async () => {
    const capabilities = { ...baseCapabilities, parameters: ['ar'] };
    const vendors = {
      first: { capabilities },
      second: { capabilities },
      third: { capabilities },
    };
    const { imagine } = await setup({ vendors });
    expect(await imagine('a fox --ar 3:2 --weird 100 --fast')).toMatchObject({
      kind: 'rejected',
      rejection: {
        kind: 'vendor-unable',
        why: { kind: 'parameters-ignored', vendorLabel: 'first', parameters: ['--weird'] },
      },
    });
  });

  it('fills the free slots of one vendor, then those of the next', async () => {
    const limits = {
      concurrency: 2,
      firstCheckMs: 1_000,
      checkEveryMs: 1_000,
      deadlineMs: 600_000,
    };
    const { accepted, job } = await setup({
      vendors: { first: { limits }, second: { limits }, third: { limits } },
    });
    const vendors: string[] = [];
    for (let n = 0; n < 7; n++) vendors.push((await job(await accepted())).vendor);
    expect(vendors).toEqual(['first', 'first', 'second', 'second', 'third', 'third', 'first']);
  });

  it('asks the cheapest where the operator wants that, in dollars', async () => {
    const plan = (amount: number, unit: string) => () => planOf(1, { price: { amount, unit } });
    const { accepted, job } = await setup({
      settings: { vendorPolicy: 'cheapest', unitUsd: { second: 0.005 } },
      vendors: {
        first: { plan: plan(0.1, 'USD') },
        second: { plan: plan(8, 'credits') },
        third: { plan: plan(1, 'credits') },
      },
    });
    expect((await job(await accepted())).vendor).toBe('second');
  });

  it('asks the fastest by what was measured, and measures everybody', async () => {
    const { accepted, job, context } = await setup({ settings: { vendorPolicy: 'fastest' } });
    const measure = async (vendor: Name, ms: number) => {
      const request = { action: 'imagine', cell: null, prompt: '', speed: 'fast' } as const;
      for (let n = 0; n < 5; n++) {
        await context.durations.learn({ vendor, request, stepIndex: 0 }, { fromMs: ms, toMs: ms });
      }
    };
    await measure('first', 50_000);
    expect((await job(await accepted())).vendor).toBe('second');
    await measure('second', 30_000);
    await measure('third', 40_000);
    expect((await job(await accepted())).vendor).toBe('second');
  });

  it('passes over a vendor whose balance does not pay for the job', async () => {
    const { accepted, job, context } = await setup({
      vendors: {
        first: {
          balance: async () => ({ amount: 3, unit: 'credits' }),
          plan: () => planOf(1, { price: { amount: 8, unit: 'credits' } }),
        },
      },
    });
    for (const vendor of context.vendors) await context.watch.refreshBalance(vendor);
    expect((await job(await accepted())).vendor).toBe('second');
  });
});

describe('a vendor that certainly did not accept', () => {
  it.each(['unavailable', 'rate-limited', 'out-of-credit', 'unauthorized'] as const)(
    'as %s: another one makes the picture, and nobody waits',
    async (kind) => {
      const { accepted, runToEnd, asked } = await setup({ answers: { first: refused(kind) } });
      const job = await runToEnd(await accepted());
      expect(job).toMatchObject({ state: 'done', vendor: 'second', failure: null });
      expect(asked.map(({ name }) => name)).toEqual(['first', 'second']);
      expect(asked[0]?.key).not.toBe(asked[1]?.key);
      expect(asked[1]?.atMs).toBe(asked[0]?.atMs);
    },
  );

  it('moves to nobody who would run it in a version that its server does not allow', async () => {
    const capabilities = (version: 'v7' | 'v8.2'): Capabilities => ({
      ...baseCapabilities,
      version,
    });
    const { accepted, runToEnd, asked, context, origin } = await setup({
      vendors: {
        first: { capabilities: capabilities('v7') },
        second: { capabilities: capabilities('v8.2') },
        third: { capabilities: capabilities('v7') },
      },
      answers: { first: refused('unavailable') },
    });
    await context.store.changeSettings(
      origin().guildId,
      { kind: 'limits', limits: { versions: ['v7'] } },
      { key: 'k', author: 'a', atMs: context.clock.nowMs() },
    );
    expect(await runToEnd(await accepted())).toMatchObject({ state: 'done', vendor: 'third' });
    expect(asked.map(({ name }) => name)).toEqual(['first', 'third']);
  });

  it.each(['moderated', 'input-refused'] as const)('as %s: nobody else is asked', async (kind) => {
    const { accepted, runToEnd, asked } = await setup({ answers: { first: refused(kind) } });
    expect(await runToEnd(await accepted())).toMatchObject({ state: 'failed', vendor: 'first' });
    expect(asked).toHaveLength(1);
  });

  it('unless nobody knows: a lost answer is never made good elsewhere', async () => {
    const lost: SubmitOutcome = { kind: 'lost', failure: { kind: 'lost', detail: 'reset' } };
    const { accepted, runToEnd, asked } = await setup({ answers: { first: lost } });
    expect(await runToEnd(await accepted())).toMatchObject({
      state: 'failed',
      vendor: 'first',
      failure: { kind: 'lost' },
    });
    expect(asked.map(({ name }) => name)).toEqual(['first']);
  });

  it.each(['unavailable', 'rate-limited'] as const)(
    'unless it may have at an attempt before: refused as %s, it is asked again with the same key',
    async (kind) => {
      const lost: SubmitOutcome = { kind: 'lost', failure: { kind: 'lost', detail: 'reset' } };
      const told = [lost, refused(kind)];
      const keys = new Set<string>();
      const submit: Vendor['submit'] = async ({ idempotencyKey }) => {
        keys.add(idempotencyKey);
        return told.shift() ?? ACCEPTED;
      };
      const { accepted, runToEnd, asked } = await setup({
        vendors: { first: { idempotent: true, submit } },
      });
      expect(await runToEnd(await accepted())).toMatchObject({ state: 'done', vendor: 'first' });
      expect(asked).toEqual([]);
      expect(keys.size).toBe(1);
    },
  );

  it('and none of the others does: each is asked in turn, then the pauses grow', async () => {
    const answers = {
      first: refused('unavailable'),
      second: refused('unavailable'),
      third: refused('unavailable'),
    };
    const { accepted, runToEnd, asked } = await setup({ answers });
    const job = await runToEnd(await accepted());
    expect(job).toMatchObject({ state: 'failed', failure: { kind: 'unavailable' } });
    expect(asked.map(({ name }) => name).slice(0, 3)).toEqual(['first', 'second', 'third']);
    expect(asked.length).toBeLessThanOrEqual(8);
    const [, , third, fourth] = asked;
    expect((fourth?.atMs ?? 0) - (third?.atMs ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  it('leaves a follow-up where its parent was made', async () => {
    const { application, answers, accepted, runToEnd, asked, origin } = await setup();
    const parentId = await accepted();
    await runToEnd(parentId);
    answers.first = refused('unauthorized');
    const outcome = await application.requestFollowUp({
      origin: origin(),
      parentId,
      button: { action: 'vary', cell: 1 },
    });
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    expect(await runToEnd(outcome.job.id)).toMatchObject({
      state: 'failed',
      vendor: 'first',
      failure: { kind: 'unauthorized' },
    });
    expect(asked.map(({ name }) => name)).toEqual(['first', 'first']);
  });
});

describe('the breaker', () => {
  const alone = {
    second: { capabilities: { ...baseCapabilities, actions: {} } },
    third: { capabilities: { ...baseCapabilities, actions: {} } },
  };

  it.each(['unauthorized', 'out-of-credit'] as const)(
    'opens at once on %s: the next person is told before anything is held',
    async (kind) => {
      const { imagine, accepted, runToEnd, asked } = await setup({
        vendors: alone,
        answers: { first: refused(kind) },
      });
      await runToEnd(await accepted());
      const outcome = await imagine();
      expect(outcome).toMatchObject({ kind: 'rejected', rejection: { failure: kind } });
      expect(asked).toHaveLength(1);
    },
  );

  it('lets one job through after its time, and closes on success', async () => {
    const { imagine, accepted, runToEnd, asked, answers, pass, context } = await setup({
      vendors: alone,
      answers: { first: refused('unauthorized') },
    });
    await runToEnd(await accepted());
    expect((await imagine()).kind).toBe('rejected');
    pass(5 * 60_000);
    answers.first = ACCEPTED;
    const ids = [await accepted(), await accepted(), await accepted()];
    for (const id of ids) expect((await runToEnd(id)).state).toBe('done');
    expect(asked).toHaveLength(4);
    expect(context.watch.healthOf('first').breaker).toBe('closed');
  });

  it('opens after four failures in a row, and waiting jobs spend no tries on it', async () => {
    const { accepted, runToEnd, asked, answers, context, run, job } = await setup({
      vendors: alone,
      answers: { first: refused('unavailable') },
    });
    const ids = [await accepted(), await accepted(), await accepted(), await accepted()];
    await run();
    expect(asked).toHaveLength(4);
    expect(context.watch.healthOf('first').breaker).toBe('open');
    const late = await accepted();
    await run();
    expect(await job(late)).toMatchObject({ state: 'queued', attempts: 0 });
    answers.first = ACCEPTED;
    for (const id of [...ids, late]) expect((await runToEnd(id)).state).toBe('done');
  });

  it('gives a job up that no vendor lets in for half an hour', async () => {
    const { accepted, runToEnd, context } = await setup({
      vendors: alone,
      answers: { first: refused('rate-limited', 40 * 60_000) },
    });
    await runToEnd(await accepted());
    const before = context.clock.nowMs();
    const job = await runToEnd(await accepted());
    expect(job).toMatchObject({ state: 'failed', failure: { kind: 'rate-limited' } });
    expect(context.clock.nowMs() - before).toBeGreaterThan(30 * 60_000);
  });

  it('asks a vendor that wants 40 minutes of rest each time once more, and no more often', async () => {
    const { accepted, runToEnd, asked } = await setup({
      vendors: alone,
      answers: { first: refused('rate-limited', 40 * 60_000) },
    });
    expect(await runToEnd(await accepted())).toMatchObject({
      state: 'failed',
      failure: { kind: 'rate-limited' },
    });
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['once', 0],
    ['again, an hour after it was before', 1],
  ])(
    'gives no job up that waited long for its turn because its vendor rests %s',
    async (_, before) => {
      const { accepted, runToEnd, context, pass, run, job } = await setup({ vendors: alone });
      const rest = () => context.watch.record('first', refused('rate-limited', 5_000));
      for (let n = 0; n < before; n++) rest();
      const id = await accepted();
      pass(60 * 60_000);
      rest();
      await run();
      expect(await job(id)).toMatchObject({ state: 'queued', failure: null });
      expect((await runToEnd(id)).state).toBe('done');
    },
  );

  it('knows no more of a vendor by what was never sent there', async () => {
    const { accepted, runToEnd, context, pass } = await setup({
      vendors: alone,
      answers: {
        first: {
          kind: 'refused',
          failure: { kind: 'input-refused', detail: 'our own file' },
          isUnsent: true,
        },
      },
    });
    const id = await accepted();
    context.watch.record('first', refused('unauthorized'));
    pass(5 * 60_000);
    expect(await runToEnd(id)).toMatchObject({ state: 'failed' });
    expect(context.watch.healthOf('first').breaker).toBe('open');
    expect(context.watch.admit('first')).toEqual({ kind: 'go', isProbe: true });
  });

  it('heeds the vendor’s own wish to be left alone', async () => {
    const { accepted, runToEnd, asked, run } = await setup({
      vendors: alone,
      answers: { first: refused('rate-limited', 90_000) },
    });
    const first = await accepted();
    await run();
    const second = await accepted();
    await runToEnd(second);
    await runToEnd(first);
    const times = asked.map(({ atMs }) => atMs);
    const [one = 0, two = 0] = times;
    expect(two - one).toBeGreaterThanOrEqual(90_000);
  });

  it.each([
    // Status requests that are answered again tell that the network is back.
    ['a minute where a job is running there', 1, 60_000],
    ['three minutes otherwise', 0, 180_000],
  ])(
    'lets what waited go within %s once the vendor works again',
    async (_what, running, mostMs) => {
      let check: CheckOutcome = { kind: 'running', percent: 1, preview: null };
      const limits = { concurrency: 5, firstCheckMs: 1_000, checkEveryMs: 2_000 };
      const { accepted, asked, answers, context, run, job } = await setup({
        vendors: {
          ...alone,
          first: { limits: { ...limits, deadlineMs: 3_600_000 }, check: async () => check },
        },
      });
      const nowMs = () => context.clock.nowMs();
      for (let n = 0; n < running; n++) await accepted();
      await run();
      answers.first = refused('unavailable');
      check = { kind: 'unreachable', failure: { kind: 'unavailable', detail: 'no network' } };
      const ids: JobId[] = [];
      for (let n = 0; n < 8; n++) ids.push(await accepted());
      const backAtMs = nowMs() + 11 * 60_000;
      while (nowMs() < backAtMs) await run();
      const tries = asked.length;
      answers.first = ACCEPTED;
      check = { kind: 'running', percent: 50, preview: null };
      const states = () => Promise.all(ids.map(async (id) => (await job(id)).state));
      const waiting = (await states()).filter((state) => state === 'queued').length;
      expect(waiting).toBeGreaterThan(4);
      while (asked.length < tries + 5 - running) await run();
      expect((asked.at(-1)?.atMs ?? 0) - backAtMs).toBeLessThan(mostMs);
    },
  );

  it('keeps no probe that asked nothing', async () => {
    const { accepted, context, pass } = await setup({ vendors: alone });
    context.watch.record('first', refused('unavailable', 1));
    for (let n = 0; n < 3; n++) context.watch.record('first', refused('unavailable'));
    await accepted();
    pass(60_000);
    const claim = { nowMs: context.clock.nowMs(), leaseMs: 60_000, limit: 1 };
    const [claimed] = await context.store.claimDue({ ...claim, slots: { perVendor: {} } });
    if (claimed === undefined) throw new Error('the job is due');
    // Somebody else has moved it meanwhile.
    await runJob(context, { ...claimed, revision: claimed.revision - 1 });
    expect(context.watch.admit('first')).toEqual({ kind: 'go', isProbe: true });
    expect(context.watch.admit('first').kind).toBe('wait');
  });
});

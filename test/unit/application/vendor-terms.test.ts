/**
 * What is decided before anything is spent: which version a prompt is judged as, whose obstacles count, what
 * a vendor is expected to ask for. How: vendors that plan and answer as they are told, over the real store.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { priceOfPrompt } from '#application/requests/price-of-prompt.ts';
import { requestFollowUp } from '#application/requests/request-follow-up.ts';
import type { Capabilities } from '#domain/capabilities.ts';
import type { Cell } from '#domain/geometry.ts';
import { userId } from '#domain/ids.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { PlannedStep, Vendor } from '#ports/vendor.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const CAPABILITIES: Capabilities = {
  actions: { imagine: {}, vary: { rewrites: true }, 'pan-right': {} },
  speeds: ['fast'],
  promptCharactersMax: 2000,
  imagePrompts: true,
  parameters: 'all',
};

async function setup(
  first: Partial<Vendor>,
  second?: Partial<Vendor>,
  vendorDailyCeiling: Readonly<Record<string, number>> = {},
) {
  const world = await setupContext({
    settings: { vendorDailyCeiling },
    vendor: { name: 'first', label: 'First', capabilities: CAPABILITIES, ...first },
    others:
      second === undefined
        ? []
        : [{ name: 'second', label: 'Second', capabilities: CAPABILITIES, ...second }],
  });
  closers.push(world.close);
  const application = createApplication(world.context);
  let people = 0;
  const origin = () => world.origin({ userId: userId(`15000000000000${1000 + people++}`) });
  const imagine = async (prompt: string) => {
    const outcome = await application.requestImagine({ origin: origin(), prompt });
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    return outcome.job;
  };
  const end = async (id: Awaited<ReturnType<typeof imagine>>['id']) => {
    for (let n = 0; n < 20 && (await world.job(id)).dueAtMs !== null; n++) await world.run();
    return world.job(id);
  };
  return { ...world, application, origin, imagine, end };
}

const running = (version: Capabilities['version'] & string): Partial<Vendor> => ({
  capabilities: { ...CAPABILITIES, version },
});

describe('an unversioned prompt', () => {
  it.each([
    ['a fox --draft', 'second'],
    ['a fox --oref https://a.example/1.png', 'second'],
    ['a fox --q 2', 'second'],
    ['a fox --hd', 'first'],
    ['a fox', 'first'],
  ])('%j goes to whoever runs a version that can do it: %s', async (prompt, vendor) => {
    const { origin, context } = await setup(running('v8.2'), running('v7'));
    const { guildId, userId } = origin();
    const outcome = await priceOfPrompt(context, { guildId, userId, prompt });
    const label = context.vendors.find(({ name }) => name === vendor)?.label;
    expect(outcome).toMatchObject({ kind: 'priced', vendorLabel: label });
  });

  it('is refused as the first vendor would run it, where nobody can do it', async () => {
    const { application, origin } = await setup(running('v7'), running('v7'));
    const outcome = await application.requestImagine({ origin: origin(), prompt: 'a fox --hd' });
    expect(outcome).toMatchObject({
      kind: 'rejected',
      rejection: { kind: 'prompt-problem', problem: { kind: 'incompatible', version: 'v7' } },
    });
  });
});

it('what a vendor’s own file would not send goes to the next one', async () => {
  const failure = { kind: 'input-refused', detail: 'no such ratio' } as const;
  const { imagine, end } = await setup(
    { submit: async () => ({ kind: 'refused', failure, isUnsent: true }) },
    {},
  );
  const job = await imagine('a fox');
  expect(job.vendor).toBe('first');
  expect(await end(job.id)).toMatchObject({ state: 'done', vendor: 'second' });
});

it('what a vendor’s own file foresees is never accepted for it', async () => {
  const failure = { kind: 'input-refused', detail: 'no such ratio' } as const;
  const { imagine } = await setup({ plan: () => ({ kind: 'refused', failure }) }, {});
  expect((await imagine('a fox')).vendor).toBe('second');
});

it('the words of a modal are measured before any step', async () => {
  const { context, imagine, end, origin, submissions } = await setup({});
  const grid = await end((await imagine('a fox')).id);
  const before = submissions.length;
  const outcome = await requestFollowUp(context, {
    origin: origin(),
    parentId: grid.id,
    button: { action: 'vary', cell: 1 },
    prompt: parsePrompt('a fox '.repeat(500).trim()),
  });
  expect(outcome).toMatchObject({
    kind: 'rejected',
    rejection: { kind: 'prompt-too-long', characters: 2999, charactersMax: 2000 },
  });
  expect(submissions).toHaveLength(before);
});

it('a step that was paid for once is booked once', async () => {
  const step = (amount: number, reusable: boolean): PlannedStep => ({
    reusable,
    price: { amount, unit: 'credits' },
  });
  const { application, imagine, end, origin, context } = await setup({
    plan: ({ action }) => ({
      kind: 'steps',
      steps: action === 'pan-right' ? [step(4, true), step(16, false)] : [step(16, false)],
    }),
  });
  const grid = await end((await imagine('a fox --ar 3:2')).id);
  const press = async (parentId: typeof grid.id, button: { action: 'upscale' | 'pan-right' }) => {
    const cell: Cell | null = button.action === 'upscale' ? 2 : null;
    const asked = { origin: origin(), parentId, button: { ...button, cell } };
    const outcome = await application.requestFollowUp(asked);
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    return outcome.job;
  };
  const spent = () => context.store.vendorSpentMicros('first', '2026-11-21', 'credits');
  const solo = await end((await press(grid.id, { action: 'upscale' })).id);
  expect(await spent()).toBe(16_000_000);
  // Two at once: both expect to pay for the picture, and the second finds that it is paid for.
  const first = await press(solo.id, { action: 'pan-right' });
  const second = await press(solo.id, { action: 'pan-right' });
  expect(await spent()).toBe(56_000_000);
  expect((await end(first.id)).state).toBe('done');
  expect((await end(second.id)).state).toBe('done');
  expect(await spent()).toBe(52_000_000);
  // A third knows it from the start.
  await press(solo.id, { action: 'pan-right' });
  expect(await spent()).toBe(68_000_000);
});

describe('a job without a list price', () => {
  const highestPrice = { amount: 16, unit: 'credits' };
  const jobs = async (ceiling: Readonly<Record<string, number>>) => {
    const { application, context, origin } = await setup({ highestPrice }, undefined, ceiling);
    const kinds: string[] = [];
    for (let n = 0; n < 3; n++) {
      const outcome = await application.requestImagine({ origin: origin(), prompt: 'a fox' });
      kinds.push(outcome.kind === 'rejected' ? outcome.rejection.kind : outcome.kind);
    }
    const spent = await context.store.vendorSpentMicros('first', '2026-11-21', 'credits');
    return { kinds, spent };
  };

  it('counts as the vendor’s dearest under a daily ceiling', async () => {
    expect(await jobs({ first: 40 })).toEqual({
      kinds: ['accepted', 'accepted', 'vendor-ceiling'],
      spent: 32_000_000,
    });
  });

  it('counts nothing where there is no ceiling', async () => {
    expect(await jobs({})).toEqual({ kinds: ['accepted', 'accepted', 'accepted'], spent: 0 });
  });
});

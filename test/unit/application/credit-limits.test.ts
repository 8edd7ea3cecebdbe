/** How: people ask on the real application and store; only Discord and the vendor are scripted. */

import { describe, expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { guildId, roleId, userId } from '#domain/ids.ts';
import { DEFAULT_PRICES } from '#domain/price.ts';
import { START_MS, setupContext } from '#test/fixtures/app-context.ts';
import { planOf } from '#test/fixtures/plans.ts';

type Changes = Parameters<typeof setupContext>[0];

async function setup(changes: Changes = {}) {
  const world = await setupContext({ memberQueue: { running: 100, waiting: 100 }, ...changes });
  onTestFinished(() => world.close());
  const application = createApplication(world.context);
  return {
    ...world,
    application,
    imagine: (prompt = 'a fox', roleIds: readonly ReturnType<typeof roleId>[] = []) =>
      application.requestImagine({ origin: world.origin(), prompt, roleIds }),
  };
}

const GUILD = guildId('130000000000000001');
const ASKER = { guildId: GUILD, userId: userId('150000000000000001') };
const MEMBER = { userId: ASKER.userId, roleIds: [] } as const;
const BY = { userId: userId('1'), interactionId: '1' };

describe('credits', () => {
  it('are asked for by the operator’s own prices, by version and vendor', async () => {
    const prices = {
      ...DEFAULT_PRICES,
      versions: { v7: 2 },
      vendors: { scripted: { operations: { grid: 5 } } },
    };
    const { imagine, application } = await setup({ settings: { prices } });
    expect(await imagine('a fox --v 7')).toMatchObject({ job: { priceCredits: 10 } });
    expect(await imagine('a fox')).toMatchObject({ job: { priceCredits: 5 } });
    const price = await application.credits.price({ ...ASKER, prompt: 'a fox --v 7' });
    expect(price).toMatchObject({
      kind: 'priced',
      credits: 10,
      others: [{ speed: 'relax', credits: 5 }],
    });
  });

  it.each([
    ['a fox --repeat 4', 4, 32],
    ['a {red,blue} fox', 2, 16],
    ['a {red,blue} fox --repeat 3', 6, 48],
    ['a fox', 1, 8],
  ])('of `%s` are told for all of its jobs', async (prompt, jobs, credits) => {
    const { application } = await setup();
    const price = await application.credits.price({ ...ASKER, prompt });
    // Several together cannot run relaxed, so no such price is named.
    const others = jobs === 1 ? [{ speed: 'relax', credits: 4 }] : [];
    expect(price).toMatchObject({ kind: 'priced', jobs, credits, others });
  });

  it.each([
    ['a fox --turbo --v 8', 'turbo', 'fast'],
    ['a fox --turbo --v 7', 'turbo', 'turbo'],
    ['a fox', 'fast', 'fast'],
  ])(
    'of `%s` name the requested speed beside the one it runs at',
    async (prompt, requestedSpeed, speed) => {
      const { application } = await setup({
        vendor: {
          capabilities: {
            actions: { imagine: {} },
            speeds: ['fast', 'turbo'],
            ...{ promptCharactersMax: 2000, imagePrompts: false, parameters: 'all' },
          },
        },
      });
      const price = await application.credits.price({ ...ASKER, prompt });
      expect(price).toMatchObject({ kind: 'priced', requestedSpeed, speed });
    },
  );

  it('are told with the person’s own settings, as they would be charged', async () => {
    const { application } = await setup();
    const { userId: me } = ASKER;
    await application.members.change(me, { speed: 'relax' });
    await application.members.setOption(me, { name: 'mine', value: '--ar 3:2' });
    const price = await application.credits.price({ ...ASKER, prompt: 'a fox --mine' });
    expect(price).toMatchObject({ kind: 'priced', speed: 'relax', credits: 4 });
    const batch = await application.credits.price({ ...ASKER, prompt: 'a fox --repeat 2' });
    expect(batch).toMatchObject({ kind: 'rejected' });
  });

  it('stay where they are when a vendor’s day may cost no more', async () => {
    const { imagine } = await setup({
      vendor: { plan: () => planOf(1, { price: { amount: 0.5, unit: 'USD' } }) },
      settings: { vendorDailyCeiling: { scripted: 1 } },
    });
    const outcomes = await Promise.all([imagine(), imagine(), imagine()]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['accepted', 'accepted', 'rejected']);
    expect(outcomes.find(({ kind }) => kind === 'rejected')).toMatchObject({
      rejection: { kind: 'vendor-ceiling', renewsAtMs: Date.UTC(2026, 10, 22) },
    });
  });

  it('at zero that go on relaxed are counted at what the vendor asks for that', async () => {
    const { imagine, application, context } = await setup({
      monthlyCredits: 4,
      vendor: {
        plan: ({ speed }) =>
          planOf(1, { price: { amount: speed === 'relax' ? 0.5 : 0.75, unit: 'USD' } }),
      },
      settings: { vendorDailyCeiling: { scripted: 0.5 } },
    });
    const change = { kind: 'limits', limits: { atZero: 'relax' } } as const;
    await application.credits.change(GUILD, change, BY);
    expect(await imagine()).toMatchObject({ job: { request: { speed: 'relax' } } });
    expect(await context.store.vendorSpentMicros('scripted', '2026-11-21', 'USD')).toBe(500_000);
  });

  it('under a ceiling count what has no list price as the dearest that has one', async () => {
    const highestPrice = { amount: 0.6, unit: 'USD' };
    const bounded = await setup({
      vendor: { highestPrice },
      settings: { vendorDailyCeiling: { scripted: 1 } },
    });
    expect(await bounded.imagine()).toMatchObject({ kind: 'accepted' });
    expect(await bounded.imagine()).toMatchObject({
      kind: 'rejected',
      rejection: { kind: 'vendor-ceiling' },
    });
    const unbounded = await setup({ vendor: { highestPrice } });
    expect(await unbounded.imagine()).toMatchObject({ kind: 'accepted' });
    expect(await unbounded.imagine()).toMatchObject({ kind: 'accepted' });
  });

  it('are given once, however often the same interaction is delivered', async () => {
    const { application, context } = await setup();
    const grant = {
      guildId: GUILD,
      kind: 'gift',
      amount: 50,
      days: 3,
      fromDay: null,
      reason: 'hello',
    } as const;
    const outcomes = await Promise.all([
      application.credits.grant(grant, BY),
      application.credits.grant(grant, BY),
    ]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['booked', 'duplicate']);
    expect(await context.store.account(GUILD, 2000, context.clock.nowMs())).toMatchObject({
      available: 2050,
    });
  });

  it('begin on the day that was named, and are listed before it', async () => {
    const { application, context } = await setup();
    const grant = { guildId: GUILD, kind: 'gift', amount: 50, days: 3, reason: 'later' } as const;
    const outcome = await application.credits.grant({ ...grant, fromDay: '2026-11-23' }, BY);
    expect(outcome).toMatchObject({ kind: 'booked', account: { available: 2000 } });
    const [, upcoming] = (await application.credits.quota(GUILD)).grants;
    const begins = Date.UTC(2026, 10, 23);
    const ends = Date.UTC(2026, 10, 26);
    expect(upcoming).toMatchObject({ amount: 50, effectiveAtMs: begins, expiresAtMs: ends });
    const at = (atMs: number) => context.store.account(GUILD, 2000, atMs);
    expect(await at(begins - 1)).toMatchObject({ available: 2000 });
    expect(await at(begins)).toMatchObject({ available: 2050 });
    expect(await at(ends)).toMatchObject({ available: 2000 });
  });

  it('say of those that end next how many are left, and of no others', async () => {
    const { application, imagine } = await setup();
    const days = (count: number) => START_MS + count * 86_400_000;
    const expiring = async () => (await application.credits.info(GUILD, MEMBER)).expiring;
    let asked = 0;
    const grant = (
      amount: number,
      grant: { readonly days: number | null; readonly fromDay?: string },
    ) =>
      application.credits.grant(
        { guildId: GUILD, kind: 'gift', amount, fromDay: null, reason: 'a test', ...grant },
        { ...BY, interactionId: `grant-${asked++}` },
      );
    // The month's own end with the month, which is said elsewhere.
    expect(await expiring()).toBeNull();
    await grant(30, { days: null });
    expect(await expiring()).toBeNull();
    await grant(50, { days: 20 });
    await grant(20, { days: 3 });
    // These do not count yet, although they end sooner.
    await grant(5, { days: 1, fromDay: '2026-11-22' });
    expect(await expiring()).toEqual({ credits: 20, atMs: days(3) });
    await imagine();
    expect(await expiring()).toEqual({ credits: 12, atMs: days(3) });
    for (let n = 0; n < 2; n++) await imagine();
    // The month's were drawn on next: they end before these.
    expect(await expiring()).toEqual({ credits: 50, atMs: days(20) });
  });

  it.each(['2026-11-20', '2026-02-30', '2040-01-01', 'tomorrow', ''])(
    'do not begin on %j',
    async (fromDay) => {
      const { application, context } = await setup();
      const grant = { guildId: GUILD, kind: 'gift', amount: 50, days: 3, reason: 'x' } as const;
      expect(await application.credits.grant({ ...grant, fromDay }, BY)).toEqual({
        kind: 'day-invalid',
      });
      expect(await context.store.openGrants(GUILD)).toEqual([]);
    },
  );

  it('of a server survive its leaving and coming back, and are not granted again', async () => {
    const { imagine, application, context } = await setup();
    await imagine();
    // Discord tells nothing that the bot would have to forget: the account is the server's id.
    await application.credits.info(GUILD, { userId: userId('9'), roleIds: [] });
    const account = await context.store.account(GUILD, 2000, context.clock.nowMs());
    expect(account).toMatchObject({ available: 1992, reserved: 8 });
  });

  it('of a member are bound by the roles that came with the request', async () => {
    const { imagine, application } = await setup();
    const supporter = roleId('180000000000000001');
    await application.credits.change(
      GUILD,
      { kind: 'role-allowed', roleId: supporter, allowed: true },
      BY,
    );
    expect(await imagine('a fox')).toMatchObject({ rejection: { kind: 'role-not-allowed' } });
    expect((await imagine('a fox', [supporter])).kind).toBe('accepted');
  });

  it.each([
    ['its room', 12, 20, [], { relaxedCredits: 4 }],
    ['less than its room', 11, 20, [], {}],
    ['a channel with less', 12, 11, [], {}],
    ['a server that has no relax', 12, 20, ['fast'], {}],
  ] as const)(
    'of a capped member name relax where it helps: %s',
    async (_, cap, channel, speeds, relaxed) => {
      const { imagine, application, origin } = await setup();
      await application.credits.change(
        GUILD,
        { kind: 'limits', limits: { memberCap: cap, speeds } },
        BY,
      );
      const { channelId } = origin();
      await application.credits.change(
        GUILD,
        { kind: 'channel-cap', channelId, cap: channel },
        { ...BY, interactionId: '2' },
      );
      await imagine();
      const refused = await imagine();
      expect(refused).toEqual({
        kind: 'rejected',
        rejection: {
          ...{ kind: 'cap-reached', scope: 'member', neededCredits: 8, usedCredits: 8 },
          ...{ capCredits: cap, renewsAtMs: Date.UTC(2026, 11, 1), ...relaxed },
        },
      });
    },
  );

  it('that are used up name no relax that the server does not allow', async () => {
    const { imagine, application } = await setup({ monthlyCredits: 12 });
    await application.credits.change(GUILD, { kind: 'limits', limits: { speeds: ['fast'] } }, BY);
    await imagine();
    expect(await imagine()).toEqual({
      kind: 'rejected',
      rejection: {
        ...{ kind: 'credits-exhausted', neededCredits: 8, availableCredits: 4 },
        renewsAtMs: Date.UTC(2026, 11, 1),
      },
    });
  });

  it('pay a grid of three pictures as three quarters', async () => {
    const { imagine, run, script, context } = await setup();
    const [whole] = script.check;
    if (whole?.kind !== 'finished') throw new Error('the script finishes a grid');
    const pictures = whole.output.pictures.slice(0, 3);
    script.check.splice(0, 1, { kind: 'finished', output: { ...whole.output, pictures } });
    await imagine();
    for (let pass = 0; pass < 4; pass++) await run();
    expect(await context.store.account(GUILD, 2000, context.clock.nowMs())).toMatchObject({
      available: 1994,
      reserved: 0,
      spent: 6,
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { SettingsChange } from '#domain/guild-settings.ts';
import { channelId, guildId, roleId, userId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import {
  createWorld,
  type DraftFields,
  FAILED,
  GUILD,
  MONTHLY,
  NOW,
  type OpenStore,
  PRICE,
  USER,
} from './store-world.ts';

const CHANNEL = channelId('140000000000000001');
const OTHER_CHANNEL = channelId('140000000000000002');
const ROLE = roleId('180000000000000001');

async function setup(open: OpenStore, ...changes: readonly SettingsChange[]) {
  const world = await createWorld(open);
  let acts = 0;
  const change = (one: SettingsChange) =>
    world.store.changeSettings(GUILD, one, { key: `act:${acts++}`, author: '1', atMs: NOW });
  for (const one of changes) await change(one);
  const ask = async (fields: DraftFields = {}) => {
    const outcome = await world.store.acceptJob(world.draft(fields), MONTHLY, NOW);
    return outcome.kind === 'limited' ? outcome.rejection.kind : outcome.kind;
  };
  return { ...world, change, ask };
}

/** What administrators and operators set, enforced where the job is accepted. */
export function exerciseLimits(open: OpenStore): void {
  describe('limits', () => {
    it.each<[string, SettingsChange, DraftFields, string]>([
      [
        'a blocked server',
        { kind: 'blocked', reason: 'unpaid' },
        { priceCredits: 0, request: { action: 'upscale', cell: 1 } },
        'server-blocked',
      ],
      [
        'another channel',
        { kind: 'channel-allowed', channelId: OTHER_CHANNEL, allowed: true },
        {},
        'channel-not-allowed',
      ],
      [
        'a member without the role',
        { kind: 'role-allowed', roleId: ROLE, allowed: true },
        { roleIds: [roleId('1')] },
        'role-not-allowed',
      ],
      ['another speed', { kind: 'limits', limits: { speeds: ['relax'] } }, {}, 'speed-not-allowed'],
      [
        'another version',
        { kind: 'limits', limits: { versions: ['v7'] } },
        { version: 'v8.1' },
        'version-not-allowed',
      ],
    ])('refuse %s, and book nothing', async (_, change, fields, expected) => {
      const { ask, account } = await setup(open, change);
      expect(await ask(fields)).toBe(expected);
      expect(await account()).toMatchObject({ available: MONTHLY, reserved: 0 });
    });

    it.each<[string, SettingsChange, DraftFields]>([
      ['the channel', { kind: 'channel-allowed', channelId: CHANNEL, allowed: true }, {}],
      [
        'a thread of the channel',
        { kind: 'channel-allowed', channelId: OTHER_CHANNEL, allowed: true },
        { origin: { parentChannelId: OTHER_CHANNEL } },
      ],
      ['the role', { kind: 'role-allowed', roleId: ROLE, allowed: true }, { roleIds: [ROLE] }],
      ['the speed', { kind: 'limits', limits: { speeds: ['fast'] } }, {}],
      ['the class', { kind: 'limits', limits: { versions: ['v8'] } }, { version: 'v8.1' }],
      ['the version', { kind: 'limits', limits: { versions: ['v8.1'] } }, { version: 'v8.1' }],
      [
        'what the archive serves, whatever speed and version',
        {
          kind: 'limits',
          limits: { speeds: ['relax'], versions: ['v1'], waitingMax: 0, runningMax: 0 },
        },
        { priceCredits: 0, request: { action: 'upscale', cell: 1 } },
      ],
      ['what was unblocked', { kind: 'blocked', reason: null }, {}],
    ])('accept %s that is allowed', async (_, change, fields) => {
      const { ask } = await setup(open, change);
      expect(await ask(fields)).toBe('accepted');
    });

    it('count what a member holds and used, and not what came back', async () => {
      const { ask, accept, save } = await setup(open, {
        kind: 'limits',
        limits: { memberCap: 2 * PRICE },
      });
      await save(await accept(), FAILED);
      const asked = await Promise.all([ask(), ask(), ask()]);
      expect(asked.sort()).toEqual(['accepted', 'accepted', 'cap-reached']);
      expect(await ask({ origin: { userId: userId('150000000000000002') } })).toBe('accepted');
    });

    it('say the numbers of a cap', async () => {
      const { store, draft, accept } = await setup(open, {
        kind: 'member-cap',
        userId: USER,
        cap: PRICE + 1,
      });
      await accept();
      const outcome = await store.acceptJob(draft(), MONTHLY, NOW);
      expect(outcome).toEqual({
        kind: 'limited',
        rejection: {
          kind: 'cap-reached',
          scope: 'member',
          neededCredits: PRICE,
          usedCredits: PRICE,
          capCredits: PRICE + 1,
          renewsAtMs: Date.UTC(2026, 11, 1),
        },
      });
    });

    it('prefer a member’s own cap to their roles’, and the highest role’s to everybody’s', async () => {
      const other = roleId('180000000000000002');
      const { ask, change } = await setup(
        open,
        { kind: 'limits', limits: { memberCap: 0 } },
        { kind: 'role-cap', roleId: ROLE, cap: PRICE },
        { kind: 'role-cap', roleId: other, cap: 2 * PRICE },
      );
      expect(await ask()).toBe('cap-reached');
      expect(await ask({ roleIds: [ROLE] })).toBe('accepted');
      expect(await ask({ roleIds: [ROLE] })).toBe('cap-reached');
      expect(await ask({ roleIds: [ROLE, other] })).toBe('accepted');
      await change({ kind: 'member-cap', userId: USER, cap: 3 * PRICE });
      expect(await ask()).toBe('accepted');
      await change({ kind: 'member-cap', userId: USER, cap: null });
      expect(await ask()).toBe('cap-reached');
    });

    it('count a channel for all its members together', async () => {
      const { ask } = await setup(open, { kind: 'channel-cap', channelId: CHANNEL, cap: PRICE });
      expect(await ask({ origin: { userId: userId('150000000000000002') } })).toBe('accepted');
      expect(await ask()).toBe('cap-reached');
      expect(await ask({ origin: { channelId: OTHER_CHANNEL } })).toBe('accepted');
    });

    it('count what is used in threads for their channel, and for themselves', async () => {
      const thread = (id: string): DraftFields => ({
        origin: { channelId: channelId(id), parentChannelId: CHANNEL },
      });
      const { store, draft, ask, change } = await setup(
        open,
        { kind: 'channel-cap', channelId: CHANNEL, cap: 3 * PRICE },
        { kind: 'channel-cap', channelId: channelId('141'), cap: PRICE },
      );
      expect([await ask(thread('141')), await ask(thread('141'))]).toEqual([
        'accepted',
        'cap-reached',
      ]);
      expect([await ask(thread('142')), await ask()]).toEqual(['accepted', 'accepted']);
      expect([await ask(thread('143')), await ask()]).toEqual(['cap-reached', 'cap-reached']);
      await change({ kind: 'channel-cap', channelId: CHANNEL, cap: PRICE });
      const nextPeriod = Date.UTC(2026, 11, 1);
      const outcome = await store.acceptJob(draft(thread('142')), MONTHLY, nextPeriod);
      expect(outcome.kind).toBe('accepted');
      const again = await store.acceptJob(draft(thread('143')), MONTHLY, nextPeriod);
      expect(again.kind).toBe('limited');
    });

    it('do not keep a job’s thread with it', async () => {
      const { store, accept } = await setup(open);
      const job = await accept({ origin: { parentChannelId: OTHER_CHANNEL } });
      expect(await store.findJob(job.id)).toEqual(job);
    });

    it('start over with the period', async () => {
      const { store, draft, ask } = await setup(open, {
        kind: 'limits',
        limits: { memberCap: PRICE },
      });
      expect([await ask(), await ask()]).toEqual(['accepted', 'cap-reached']);
      const outcome = await store.acceptJob(draft(), MONTHLY, Date.UTC(2026, 11, 1));
      expect(outcome.kind).toBe('accepted');
    });

    it('count everyone as a role that every member holds', async () => {
      const everyone = roleId(GUILD);
      const { ask } = await setup(
        open,
        { kind: 'role-allowed', roleId: everyone, allowed: true },
        { kind: 'role-cap', roleId: everyone, cap: PRICE },
      );
      expect([await ask(), await ask()]).toEqual(['accepted', 'cap-reached']);
    });

    it('let a member have so many jobs at once as the server says', async () => {
      const queue = { running: 3, waiting: 10 };
      const { ask, accept, save } = await setup(open, {
        kind: 'limits',
        limits: { runningMax: 1, waitingMax: 1 },
      });
      const first = await accept({ queue });
      expect([await ask({ queue }), await ask({ queue })]).toEqual(['accepted', 'queue-full']);
      await save(first, FAILED);
      expect(await ask({ queue })).toBe('accepted');
    });

    it('let no more than the operator does, whatever the server says', async () => {
      const queue = { running: 1, waiting: 1 };
      const { ask } = await setup(open, {
        kind: 'limits',
        limits: { runningMax: 9, waitingMax: 9 },
      });
      const asked = [await ask({ queue }), await ask({ queue }), await ask({ queue })];
      expect(asked).toEqual(['accepted', 'accepted', 'queue-full']);
    });

    it('hold jobs back that were accepted before the server said how many may run', async () => {
      const { store, accept, change, save } = await setup(open);
      const elsewhere = { guildId: guildId('130000000000000002') };
      const other = { userId: userId('150000000000000002') };
      for (let n = 0; n < 3; n++) {
        await accept();
        await accept({ origin: elsewhere });
      }
      await accept({ origin: other });
      const claim = () =>
        store.claimDue({
          nowMs: NOW,
          leaseMs: 60_000,
          limit: 64,
          slots: { perVendor: {}, perMember: 2 },
        });
      // The failed one is claimed too, for its person to be told.
      const whose = (jobs: readonly Job[]) =>
        jobs
          .filter(({ state }) => state === 'queued')
          .map(({ origin }) => `${origin.guildId.at(-1)}/${origin.userId.at(-1)}`)
          .toSorted();
      await change({ kind: 'limits', limits: { runningMax: 1 } });
      const claimed = await claim();
      expect(whose(claimed)).toEqual(['1/1', '1/2', '2/1', '2/1']);
      expect(whose(await claim())).toEqual([]);
      const mine = claimed.find((job) => whose([job])[0] === '1/1');
      if (mine === undefined) throw new Error('the member has a job in progress');
      await save(mine, FAILED);
      expect(whose(await claim())).toEqual(['1/1']);
      await change({ kind: 'limits', limits: { runningMax: 9 } });
      expect(whose(await claim())).toEqual(['1/1']);
    });

    it('relax what is not covered, where the server prefers that', async () => {
      const relaxed = {
        request: { action: 'imagine', cell: null, prompt: 'a lighthouse', speed: 'relax' },
        priceCredits: 4,
      } as const;
      const { store, draft, accept, change } = await setup(open);
      await accept({ priceCredits: MONTHLY - 5 });
      const ask = () => store.acceptJob(draft({ relaxed }), MONTHLY, NOW);
      expect(await ask()).toMatchObject({ kind: 'credits-exhausted' });
      await change({ kind: 'limits', limits: { atZero: 'relax' } });
      expect(await ask()).toMatchObject({
        kind: 'accepted',
        job: { priceCredits: 4, request: { speed: 'relax' } },
      });
      expect(await ask()).toMatchObject({ kind: 'credits-exhausted' });
    });

    it('stop at what a vendor’s day may cost, and give back what it never took', async () => {
      const { ask, accept, save } = await setup(open);
      const cost = { unit: 'USD', micros: 60_000, ceilingMicros: 120_000 };
      const refused = await accept({ vendorCost: cost });
      expect([await ask({ vendorCost: cost }), await ask({ vendorCost: cost })]).toEqual([
        'accepted',
        'vendor-ceiling',
      ]);
      await save(refused, FAILED);
      expect(await ask({ vendorCost: cost })).toBe('accepted');
      expect(await ask({ vendorCost: cost, vendor: 'other' })).toBe('accepted');
    });

    it('count a job that moved at the vendor that it moved to', async () => {
      const { store, accept } = await setup(open);
      const job = await accept({ vendorCost: { unit: 'USD', micros: 70, ceilingMicros: null } });
      const spent = () =>
        Promise.all([
          store.vendorSpentMicros('studio', '2026-11-21', 'USD'),
          store.vendorSpentMicros('other', '2026-11-21', 'credits'),
        ]);
      expect(await spent()).toEqual([70, 0]);
      const vendorCost = { unit: 'credits', micros: 900 };
      const moved = { kind: 'vendor-changed', vendor: 'other' } as const;
      await store.saveEvent(job, moved, NOW, { vendorCost });
      expect(await spent()).toEqual([0, 900]);
    });

    it('count a free job that moved from a vendor without prices to one that bills', async () => {
      const { store, accept } = await setup(open);
      const job = await accept({ priceCredits: 0 });
      const vendorCost = { unit: 'credits', micros: 900 };
      const moved = { kind: 'vendor-changed', vendor: 'other' } as const;
      const outcome = await store.saveEvent(job, moved, NOW, { vendorCost });
      const spent = () => store.vendorSpentMicros('other', '2026-11-21', 'credits');
      expect(await spent()).toBe(900);
      // Certainly not accepted there either.
      if (outcome.kind !== 'saved') throw new Error(outcome.kind);
      await store.saveEvent(outcome.job, FAILED, NOW);
      expect(await spent()).toBe(0);
    });

    it('keep each of two changes made at once', async () => {
      const { store, change } = await setup(open);
      await Promise.all([
        change({ kind: 'role-cap', roleId: ROLE, cap: 5 }),
        change({ kind: 'limits', limits: { memberCap: 7 } }),
        change({ kind: 'channel-cap', channelId: CHANNEL, cap: 9 }),
      ]);
      expect((await store.guildSettings(GUILD)).limits).toMatchObject({
        memberCap: 7,
        roleCaps: { [ROLE]: 5 },
        channelCaps: { [CHANNEL]: 9 },
      });
    });

    it('are read for a page of servers at once, those that nobody set as well', async () => {
      const { store } = await createWorld(open);
      const ids = ['11', '12', '13', '14', '15'].map(guildId);
      for (const [place, id] of ids.entries()) {
        if (place === 2) continue;
        const limits = { memberCap: place };
        const act = { key: `act:${id}`, author: '1', atMs: NOW };
        await store.changeSettings(id, { kind: 'limits', limits }, act);
      }
      const page = ids.filter((_, place) => place > 0 && place !== 3);
      const read = await store.settingsOf(page);
      expect(read.map((one) => [one.guildId, one.settings.limits.memberCap])).toEqual([
        ['12', 1],
        ['13', null],
        ['15', 4],
      ]);
      expect(read[0]?.settings).toEqual(await store.guildSettings(guildId('12')));
      expect(await store.settingsOf([])).toEqual([]);
    });

    it('ignore a change that is delivered twice, even after another', async () => {
      const { store } = await createWorld(open);
      const act = { key: 'act:1', author: '1', atMs: NOW };
      const cap = (memberCap: number): SettingsChange => ({
        kind: 'limits',
        limits: { memberCap },
      });
      await store.changeSettings(GUILD, cap(5), act);
      await store.changeSettings(GUILD, cap(6), { ...act, key: 'act:2' });
      await store.changeSettings(GUILD, cap(5), act);
      expect((await store.guildSettings(GUILD)).limits.memberCap).toBe(6);
      expect((await store.guildSettings(guildId('1'))).limits.memberCap).toBeNull();
    });

    it('have a low balance told once for each threshold and period', async () => {
      const { store, draft, accept } = await setup(open, {
        kind: 'limits',
        limits: { noticeChannelId: CHANNEL },
      });
      const ask = async (priceCredits: number) => {
        const outcome = await store.acceptJob(draft({ priceCredits }), MONTHLY, NOW);
        return 'noticeDue' in outcome;
      };
      await accept({ priceCredits: 79 });
      const asked = [await ask(1), await ask(1), await ask(20), await ask(20)];
      expect(asked).toEqual([true, false, true, false]);
      const [low, none] = (await store.noticesToShow()).toSorted(
        (one, other) => other.thresholdPercent - one.thresholdPercent,
      );
      expect([low, none]).toMatchObject([
        {
          thresholdPercent: 20,
          available: 20,
          channelId: CHANNEL,
          quota: MONTHLY,
          neededCredits: 0,
        },
        // One was accepted since; what is left does not pay for the next.
        { thresholdPercent: 0, available: 19, neededCredits: 20 },
      ]);
      if (low !== undefined) await store.noticeShown(low);
      expect(await store.noticesToShow()).toMatchObject([{ thresholdPercent: 0 }]);
    });

    it('are reported by day, action and member', async () => {
      const { store, accept, save } = await setup(open);
      await accept();
      await accept({ priceCredits: 20, request: { action: 'upscale-2x', cell: 1 } });
      await accept({ origin: { userId: userId('150000000000000002') } });
      await save(await accept(), FAILED);
      const range = { fromDay: '2026-11-21', toDay: '2026-11-21' };
      expect(await store.usageByDay(GUILD, range)).toEqual([
        { day: '2026-11-21', action: 'imagine', jobs: 2, credits: 2 * PRICE },
        { day: '2026-11-21', action: 'upscale-2x', jobs: 1, credits: 20 },
      ]);
      expect(await store.usageByMember(GUILD, range, 1)).toEqual([
        { userId: USER, userName: 'ada', jobs: 2, credits: PRICE + 20 },
      ]);
      expect(await store.usageOfMember(GUILD, USER, range)).toBe(PRICE + 20);
      expect(await store.usageByDay(GUILD, { fromDay: '2026-11-22', toDay: '2026-12-31' })).toEqual(
        [],
      );
    });
  });
}

import { describe, expect, it } from 'vitest';
import {
  CANCELLED,
  createWorld,
  entriesOf,
  FAILED,
  GUILD,
  MONTHLY,
  NOW,
  type OpenStore,
  PRICE,
  WAYS,
} from './store-world.ts';

const DECEMBER = Date.UTC(2026, 11, 1);

/** What becomes of credits. */
export function exerciseLedger(open: OpenStore): void {
  describe('ledger', () => {
    it('opens an account with the month’s quota, once', async () => {
      const { store, account } = await createWorld(open);
      const opened = { guildId: GUILD, available: MONTHLY, reserved: 0, spent: 0 };
      expect(await account()).toEqual({ ...opened, period: '2026-11' });
      expect(await account()).toEqual({ ...opened, period: '2026-11' });
      expect(await entriesOf(store, GUILD, 10)).toEqual([
        {
          guildId: GUILD,
          kind: 'grant',
          jobId: null,
          key: `grant:${GUILD}:2026-11`,
          availableDelta: MONTHLY,
          reservedDelta: 0,
          spentDelta: 0,
          jobUserId: null,
          jobVisibility: null,
          paidCredits: null,
          returnedCredits: null,
          reason: 'quota of 2026-11',
          author: null,
          atMs: NOW,
        },
      ]);
    });

    it('settles the job that is done, and tells it from the newest entry back', async () => {
      const { store, accept, save, account } = await createWorld(open);
      const job = await save(await accept(), ...WAYS.done);
      expect(await account()).toMatchObject({
        available: MONTHLY - PRICE,
        reserved: 0,
        spent: PRICE,
      });
      expect(await entriesOf(store, GUILD, 2)).toMatchObject([
        { kind: 'settle', jobId: job.id, availableDelta: 0, reservedDelta: -PRICE },
        { kind: 'reserve', jobId: job.id, availableDelta: -PRICE, reservedDelta: PRICE },
      ]);
    });

    it.each([
      ['failed', FAILED],
      ['cancelled', CANCELLED],
    ] as const)('refunds the job that is %s', async (_, event) => {
      const { store, accept, save, account } = await createWorld(open);
      const job = await save(await accept(), event);
      expect(await account()).toMatchObject({ available: MONTHLY, reserved: 0, spent: 0 });
      expect(await entriesOf(store, GUILD, 1)).toMatchObject([
        { kind: 'refund', jobId: job.id, key: `refund:${job.id}`, availableDelta: PRICE },
      ]);
    });

    it('books nothing for a free job, whatever becomes of it', async () => {
      const { store, accept, save } = await createWorld(open);
      await save(await accept({ priceCredits: 0 }), ...WAYS.done);
      await save(await accept({ priceCredits: 0 }), FAILED);
      expect(await entriesOf(store, GUILD, 10)).toHaveLength(1);
    });

    it('settles once, though the last event is repeated', async () => {
      const { store, accept, save, account } = await createWorld(open);
      const delivering = await save(await accept(), ...WAYS.delivering);
      const [last] = WAYS.done.slice(-1);
      if (last === undefined) throw new Error('a job that is done was delivered');
      const outcomes = await Promise.all([
        store.saveEvent(delivering, last, NOW),
        store.saveEvent(delivering, last, NOW),
      ]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(['saved', 'stale']);
      expect(await account()).toMatchObject({ reserved: 0, spent: PRICE });
    });

    it('grants again when the month changes, and lets the old month’s rest expire', async () => {
      const { store, accept } = await createWorld(open);
      await accept();
      expect(await store.account(GUILD, MONTHLY, DECEMBER)).toMatchObject({
        available: MONTHLY,
        reserved: PRICE,
        period: '2026-12',
      });
      expect(await entriesOf(store, GUILD, 2)).toMatchObject([
        { kind: 'grant', key: `grant:${GUILD}:2026-12`, availableDelta: MONTHLY },
        { kind: 'expire', reason: 'quota of 2026-11', availableDelta: PRICE - MONTHLY },
      ]);
    });

    it('grants a new month in the acceptance that needs it', async () => {
      const { store, draft, accept } = await createWorld(open);
      await accept({ priceCredits: MONTHLY });
      const outcome = await store.acceptJob(draft(), MONTHLY, DECEMBER);
      expect(outcome.kind).toBe('accepted');
      expect(await store.account(GUILD, MONTHLY, DECEMBER)).toMatchObject({
        available: MONTHLY - PRICE,
        reserved: MONTHLY + PRICE,
      });
    });

    it('keeps a new month’s grant where the job is refused all the same', async () => {
      const { store, draft } = await createWorld(open);
      const dear = draft({ priceCredits: MONTHLY + 1 });
      expect((await store.acceptJob(dear, MONTHLY, NOW)).kind).toBe('credits-exhausted');
      expect(await entriesOf(store, GUILD, 10)).toHaveLength(1);
    });

    it('grants nothing twice when the clock goes back', async () => {
      const { store, account } = await createWorld(open);
      await account();
      await store.account(GUILD, MONTHLY, DECEMBER);
      expect(await account()).toMatchObject({ available: MONTHLY, period: '2026-12' });
      expect(await store.account(GUILD, MONTHLY, DECEMBER)).toMatchObject({ available: MONTHLY });
      expect(await entriesOf(store, GUILD, 10)).toHaveLength(3);
    });

    it('catches up over several months with one grant', async () => {
      const { store, account } = await createWorld(open);
      await account();
      const later = await store.account(GUILD, MONTHLY, Date.UTC(2027, 5, 15));
      expect(later).toMatchObject({ available: MONTHLY, period: '2027-06' });
    });

    it('lets the refund of last month’s job expire with its month', async () => {
      const { store, accept } = await createWorld(open);
      const job = await accept();
      await store.account(GUILD, MONTHLY, DECEMBER);
      await store.saveEvent(job, FAILED, DECEMBER);
      const account = await store.account(GUILD, MONTHLY, DECEMBER);
      expect(account).toMatchObject({ available: MONTHLY, reserved: 0 });
      expect(await entriesOf(store, GUILD, 2)).toMatchObject([
        { kind: 'expire', availableDelta: -PRICE },
        { kind: 'refund', availableDelta: PRICE },
      ]);
    });

    it('tops a month up when the operator raises the quota, and takes nothing back', async () => {
      const { store, accept } = await createWorld(open);
      await accept();
      const at = async (monthly: number) => (await store.account(GUILD, monthly, NOW)).available;
      expect(await at(MONTHLY + 50)).toBe(MONTHLY + 50 - PRICE);
      expect(await at(MONTHLY)).toBe(MONTHLY + 50 - PRICE);
      expect(await at(MONTHLY + 50)).toBe(MONTHLY + 50 - PRICE);
      expect(await at(MONTHLY + 60)).toBe(MONTHLY + 60 - PRICE);
    });

    it('opens the account of a server without quota', async () => {
      const { store } = await createWorld(open);
      expect(await store.account(GUILD, 0, NOW)).toMatchObject({ available: 0 });
      expect(await store.account(GUILD, 10, NOW)).toMatchObject({ available: 10 });
      expect(await store.account(GUILD, 0, DECEMBER)).toMatchObject({ available: 0 });
    });
  });
}

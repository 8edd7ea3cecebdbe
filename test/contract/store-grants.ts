import { describe, expect, it } from 'vitest';
import type { GrantDraft } from '#ports/credit-store.ts';
import {
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

const DAY_MS = 86_400_000;
const DECEMBER = Date.UTC(2026, 11, 1);

const gift = (changes: Partial<GrantDraft> = {}): GrantDraft => ({
  guildId: GUILD,
  kind: 'gift',
  amount: 50,
  effectiveAtMs: NOW,
  expiresAtMs: null,
  key: 'gift:1',
  reason: 'for the contest',
  author: '150000000000000009',
  ...changes,
});

/** Credits that are given, corrected and drawn from. */
export function exerciseGrants(open: OpenStore): void {
  describe('grants', () => {
    it('are booked once for each key', async () => {
      const { store } = await createWorld(open);
      expect(await store.grantCredits(gift(), MONTHLY, NOW)).toMatchObject({
        kind: 'booked',
        account: { available: MONTHLY + 50 },
      });
      expect(await store.grantCredits(gift({ amount: 7 }), MONTHLY, NOW)).toMatchObject({
        kind: 'duplicate',
        account: { available: MONTHLY + 50 },
      });
      expect(await entriesOf(store, GUILD, 1)).toMatchObject([
        { kind: 'grant', availableDelta: 50, author: '150000000000000009' },
      ]);
    });

    it('are consumed in the order in which they end', async () => {
      const { store, accept } = await createWorld(open);
      await store.grantCredits(gift({ key: 'for ever' }), MONTHLY, NOW);
      const soon = NOW + DAY_MS;
      await store.grantCredits(gift({ key: 'soon', amount: 5, expiresAtMs: soon }), MONTHLY, NOW);
      await accept({ priceCredits: MONTHLY + 5 + 1 });
      expect(await store.openGrants(GUILD)).toMatchObject([
        { kind: 'gift', expiresAtMs: soon, available: 0, reserved: 5 },
        { kind: 'monthly', available: 0, reserved: MONTHLY },
        { kind: 'gift', expiresAtMs: null, available: 49, reserved: 1 },
      ]);
    });

    it('get back what a failed job drew from each of them', async () => {
      const { store, accept, save } = await createWorld(open);
      const soon = NOW + DAY_MS;
      await store.grantCredits(gift({ expiresAtMs: soon, amount: 5 }), MONTHLY, NOW);
      await save(await accept({ priceCredits: 20 }), FAILED);
      expect(await store.openGrants(GUILD)).toMatchObject([
        { kind: 'gift', available: 5, reserved: 0 },
        { kind: 'monthly', available: MONTHLY, reserved: 0 },
      ]);
    });

    it('pay a part of a job from what ends first, and keep the rest', async () => {
      const { store, accept, save, account } = await createWorld(open);
      const soon = NOW + DAY_MS;
      await store.grantCredits(gift({ expiresAtMs: soon, amount: 5 }), MONTHLY, NOW);
      const job = await save(await accept({ priceCredits: 20 }), ...WAYS.delivering);
      const [last] = WAYS.done.slice(-1);
      if (last === undefined) throw new Error('a job that is done was delivered');
      await store.saveEvent(job, last, NOW, { settleCredits: 15 });
      expect(await account()).toMatchObject({ available: MONTHLY - 10, reserved: 0, spent: 15 });
      expect(await store.openGrants(GUILD)).toMatchObject([{ kind: 'monthly', spent: 10 }]);
      expect(await entriesOf(store, GUILD, 1)).toMatchObject([
        { kind: 'settle', availableDelta: 5, reservedDelta: -20, spentDelta: 15 },
      ]);
    });

    it.each([PRICE + 1, -1])(
      'never settle %i of a job that reserved less',
      async (settleCredits) => {
        const { store, accept, save, account } = await createWorld(open);
        const job = await save(await accept(), ...WAYS.delivering);
        const [last] = WAYS.done.slice(-1);
        if (last === undefined) throw new Error('a job that is done was delivered');
        await expect(store.saveEvent(job, last, NOW, { settleCredits })).rejects.toThrow();
        expect(await account()).toMatchObject({ reserved: PRICE, spent: 0 });
      },
    );

    it('expire when their time is over, and what comes back later expires at once', async () => {
      const { store, accept } = await createWorld(open);
      const soon = NOW + DAY_MS;
      await store.grantCredits(gift({ expiresAtMs: soon }), MONTHLY, NOW);
      const job = await accept({ priceCredits: 20 });
      expect(await store.account(GUILD, MONTHLY, soon)).toMatchObject({
        available: MONTHLY,
        reserved: 20,
      });
      await store.saveEvent(job, FAILED, soon);
      expect(await store.account(GUILD, MONTHLY, soon)).toMatchObject({
        available: MONTHLY,
        reserved: 0,
      });
      expect(await entriesOf(store, GUILD, 3)).toMatchObject([
        { kind: 'expire', availableDelta: -20 },
        { kind: 'refund', availableDelta: 20 },
        { kind: 'expire', availableDelta: -30, reason: 'for the contest' },
      ]);
    });

    it('wait for their moment', async () => {
      const { store } = await createWorld(open);
      const later = NOW + 3 * DAY_MS;
      const booked = await store.grantCredits(gift({ effectiveAtMs: later }), MONTHLY, NOW);
      expect(booked).toMatchObject({ kind: 'booked', account: { available: MONTHLY } });
      expect(await store.account(GUILD, MONTHLY, later - 1)).toMatchObject({ available: MONTHLY });
      expect(await store.account(GUILD, MONTHLY, later)).toMatchObject({ available: MONTHLY + 50 });
    });

    it('roll over into the next period as far as the server may', async () => {
      const { store } = await createWorld(open);
      const quota = { rolloverCredits: 30 };
      const act = { key: 'act:1', author: '1', atMs: NOW };
      await store.changeSettings(GUILD, { kind: 'quota', quota }, act);
      await store.account(GUILD, MONTHLY, NOW);
      expect(await store.account(GUILD, MONTHLY, DECEMBER)).toMatchObject({
        available: MONTHLY + 30,
      });
      expect(await store.account(GUILD, MONTHLY, Date.UTC(2027, 0, 1))).toMatchObject({
        available: MONTHLY + 30,
      });
    });

    it('renew on the server’s own day, in its own place, and never twice for one month', async () => {
      const { store } = await createWorld(open);
      await store.account(GUILD, MONTHLY, NOW);
      const quota = { anchorDay: 31, timeZone: 'Pacific/Auckland' };
      const act = { key: 'act:1', author: '1', atMs: NOW };
      await store.changeSettings(GUILD, { kind: 'quota', quota }, act);
      // Midnight of the 30th, the last of November, where daylight saving makes it 13 hours ahead.
      const renewal = Date.UTC(2026, 10, 29, 11);
      expect(await store.account(GUILD, MONTHLY, renewal)).toMatchObject({ period: '2026-11' });
      expect(await store.account(GUILD, MONTHLY, DECEMBER)).toMatchObject({ period: '2026-11' });
      const newYear = Date.UTC(2026, 11, 30, 11);
      expect(await store.account(GUILD, MONTHLY, newYear)).toMatchObject({ period: '2026-12' });
      expect(await entriesOf(store, GUILD, 10)).toHaveLength(3);
    });

    it('are corrected either way, once, and never below nothing', async () => {
      const { store } = await createWorld(open);
      const adjustment = { guildId: GUILD, key: 'a', reason: 'a double charge', author: '42' };
      const adjust = (amount: number, key: string) =>
        store.adjustCredits({ ...adjustment, amount, key }, MONTHLY, NOW);
      expect(await adjust(-40, 'a')).toMatchObject({ kind: 'booked', account: { available: 60 } });
      expect(await adjust(-40, 'a')).toMatchObject({ kind: 'duplicate' });
      expect(await adjust(-61, 'b')).toMatchObject({
        kind: 'not-enough',
        account: { available: 60 },
      });
      expect(await adjust(25, 'c')).toMatchObject({ kind: 'booked', account: { available: 85 } });
      // A correction does not end with the month.
      expect(await store.account(GUILD, MONTHLY, DECEMBER)).toMatchObject({ available: 125 });
      expect(await entriesOf(store, GUILD, 10)).toHaveLength(5);
    });

    it('of a sale are taken back as far as they are left, every period of it', async () => {
      const { store, accept, account } = await createWorld(open);
      const sale = 'entitlement-1';
      await store.grantCredits(gift({ kind: 'purchase', sale }), MONTHLY, NOW);
      await store.grantCredits(gift({ key: 'next', amount: 9, sale }), MONTHLY, NOW);
      await store.grantCredits(gift({ key: 'other', sale: 'entitlement-2' }), MONTHLY, NOW);
      await accept({ priceCredits: MONTHLY + 20 });
      const end = { author: 'discord', atMs: NOW, reason: 'paid back', isPaidBack: true };
      // The job drew on gifts before what was paid for.
      expect(await store.endSale(sale, end)).toEqual({ taken: 50 });
      expect(await store.endSale(sale, end)).toEqual({ taken: 0 });
      expect(await store.endSale('unknown', { ...end, isPaidBack: false })).toEqual({ taken: 0 });
      expect(await account()).toMatchObject({ available: 39, reserved: MONTHLY + 20 });
      expect((await entriesOf(store, GUILD, 1))[0]).toMatchObject({ kind: 'adjust' });
    });

    it('of a sale that was paid back do not come back with a failed job, nor a second time', async () => {
      const { store, accept, save, account } = await createWorld(open);
      const sale = 'entitlement-1';
      const soon = NOW + DAY_MS;
      const purchase = gift({ kind: 'purchase', sale, expiresAtMs: soon });
      await store.grantCredits(purchase, MONTHLY, NOW);
      const job = await accept({ priceCredits: 20 });
      const end = { author: 'discord', atMs: NOW, reason: 'paid back', isPaidBack: true };
      expect(await store.endSale(sale, end)).toEqual({ taken: 30 });
      await save(job, FAILED);
      expect(await account()).toMatchObject({ available: MONTHLY, reserved: 0 });
      const again = await store.grantCredits({ ...purchase, key: 'late' }, MONTHLY, NOW);
      expect(again).toMatchObject({ kind: 'duplicate', account: { available: MONTHLY } });
    });

    it('of a sale that only ended leave its jobs what they hold', async () => {
      const { store, accept, save, account } = await createWorld(open);
      const sale = 'entitlement-1';
      const soon = NOW + DAY_MS;
      await store.grantCredits(gift({ kind: 'purchase', sale, expiresAtMs: soon }), MONTHLY, NOW);
      const job = await accept({ priceCredits: 20 });
      const end = { author: 'discord', atMs: NOW, reason: 'ended', isPaidBack: false };
      await store.endSale(sale, end);
      await save(job, FAILED);
      expect(await account()).toMatchObject({ available: MONTHLY + 20, reserved: 0 });
      expect(await store.endSale(sale, end)).toEqual({ taken: 20 });
    });

    it('are paged through from the newest entry back', async () => {
      const { store, accept } = await createWorld(open);
      for (let n = 0; n < 5; n++) await accept();
      const first = await store.entriesBefore(GUILD, null, 4, 'all');
      const last = first.at(-1);
      const second = await store.entriesBefore(GUILD, last?.number ?? 0, 4, 'all');
      const numbers = [...first, ...second].map(({ number }) => number);
      expect(numbers).toEqual(numbers.toSorted((one, other) => other - one));
      expect(numbers).toHaveLength(6);
    });
  });
}

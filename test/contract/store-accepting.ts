import { describe, expect, it } from 'vitest';
import {
  createWorld,
  entriesOf,
  GUILD,
  idOf,
  MONTHLY,
  NOW,
  type OpenStore,
  PRICE,
} from './store-world.ts';

/** Job, reservation and quota: all or nothing, and once. */
export function exerciseAccepting(open: OpenStore): void {
  describe('accepting', () => {
    it('keeps every field of the draft', async () => {
      const { store, draft } = await createWorld(open);
      const wanted = draft({
        request: { action: 'pan-left', cell: 3, prompt: 'naïve “quotes” \u{1f9a9}\n--ar 3:2' },
        dueAtMs: NOW + 4_000,
      });
      const outcome = await store.acceptJob(wanted, MONTHLY, NOW);
      const job = {
        ...wanted,
        revision: 0,
        state: 'queued',
        stepIndex: 0,
        attempts: 0,
        progressPercent: null,
        acceptedAtMs: null,
        deadlineAtMs: null,
        progressMessageId: null,
        postAttempted: false,
        finalChannelId: null,
        finalMessageId: null,
        result: null,
        failure: null,
        createdAtMs: NOW,
        updatedAtMs: NOW,
      };
      expect(outcome).toEqual({ kind: 'accepted', job });
      expect(await store.findJob(wanted.id)).toEqual(job);
    });

    it('reserves the price', async () => {
      const { accept, account } = await createWorld(open);
      await accept();
      expect(await account()).toMatchObject({ available: MONTHLY - PRICE, reserved: PRICE });
    });

    it('answers a repeated interaction with its first job, and books nothing', async () => {
      const { store, draft, accept, account } = await createWorld(open);
      const first = await accept();
      const again = draft({ origin: { interactionId: first.origin.interactionId } });
      expect(await store.acceptJob(again, MONTHLY, NOW)).toEqual({ kind: 'duplicate', job: first });
      expect(await store.findJob(again.id)).toBeNull();
      expect(await account()).toMatchObject({ available: MONTHLY - PRICE, reserved: PRICE });
    });

    it('makes one job of an interaction that is delivered twice at once', async () => {
      const { store, draft, account } = await createWorld(open);
      const one = draft();
      const other = draft({ origin: { interactionId: one.origin.interactionId } });
      const outcomes = await Promise.all([
        store.acceptJob(one, MONTHLY, NOW),
        store.acceptJob(other, MONTHLY, NOW),
      ]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'duplicate']);
      expect(await account()).toMatchObject({ reserved: PRICE });
    });

    it('refuses what the server cannot pay, and leaves nothing behind', async () => {
      const { store, draft, accept } = await createWorld(open);
      await accept({ priceCredits: MONTHLY - PRICE + 1 });
      const refused = draft();
      expect(await store.acceptJob(refused, MONTHLY, NOW)).toMatchObject({
        kind: 'credits-exhausted',
        account: { guildId: GUILD, available: PRICE - 1, reserved: MONTHLY - PRICE + 1 },
      });
      expect(await store.findJob(refused.id)).toBeNull();
      expect(await store.findJobByInteraction(refused.origin.interactionId)).toBeNull();
    });

    it('takes the last credit, and never one more, however many ask at once', async () => {
      const { store, draft, account } = await createWorld(open);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => store.acceptJob(draft(), MONTHLY, NOW)),
      );
      const accepted = outcomes.filter(({ kind }) => kind === 'accepted');
      expect(accepted).toHaveLength(Math.floor(MONTHLY / PRICE));
      expect(await account()).toMatchObject({ available: MONTHLY % PRICE });
    });

    it('accepts a free job of a server without credits, and reserves nothing', async () => {
      const { store, draft } = await createWorld(open);
      const outcome = await store.acceptJob(draft({ priceCredits: 0 }), 0, NOW);
      expect(outcome.kind).toBe('accepted');
      expect(await entriesOf(store, GUILD, 10)).toEqual([]);
    });

    it('refuses a job whose parent is unknown, and the reservation with it', async () => {
      const { store, draft, account } = await createWorld(open);
      await expect(store.acceptJob(draft({ parentId: idOf(999) }), MONTHLY, NOW)).rejects.toThrow();
      expect(await account()).toMatchObject({ available: MONTHLY, reserved: 0 });
    });

    it('undoes a failed acceptance alone, not those that shared its moment', async () => {
      const { store, draft, account } = await createWorld(open);
      const outcomes = await Promise.allSettled([
        store.acceptJob(draft(), MONTHLY, NOW),
        store.acceptJob(draft({ parentId: idOf(999) }), MONTHLY, NOW),
        store.acceptJob(draft(), MONTHLY, NOW),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await account()).toMatchObject({ reserved: 2 * PRICE });
    });

    it('tells beforehand what would refuse a job, and books nothing for it', async () => {
      const { store, draft, account, accept } = await createWorld(open);
      expect(await store.checkJob(draft(), MONTHLY, NOW)).toBeNull();
      expect(await account()).toMatchObject({ available: MONTHLY, reserved: 0 });
      const dear = draft({ priceCredits: MONTHLY + 1 });
      const told = await store.checkJob(dear, MONTHLY, NOW);
      expect(told).toMatchObject({ kind: 'credits-exhausted' });
      expect(await store.acceptJob(dear, MONTHLY, NOW)).toEqual(told);
      const full = draft({ queue: { running: 0, waiting: 0 } });
      expect(await store.checkJob(full, MONTHLY, NOW)).toEqual({ kind: 'queue-full' });
      const first = await accept();
      const again = draft({ origin: { interactionId: first.origin.interactionId } });
      expect(await store.checkJob(again, MONTHLY, NOW)).toEqual({ kind: 'duplicate', job: first });
    });
  });
}

import { describe, expect, it } from 'vitest';
import { guildId, userId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import {
  CANCELLED,
  createWorld,
  LEASE_MS,
  NOW,
  type OpenStore,
  SUBMIT_BEGAN,
  WAYS,
} from './store-world.ts';

const ids = (jobs: readonly Job[]) => jobs.map(({ id }) => id);

/** What is claimed, and in which order. */
export function exerciseClaiming(open: OpenStore): void {
  describe('claiming', () => {
    it('claims what is due, whole, and nothing before its time', async () => {
      const { accept, claim } = await createWorld(open);
      const due = await accept();
      await accept({ dueAtMs: NOW + 1 });
      expect(await claim()).toEqual([{ ...due, revision: due.revision + 1 }]);
    });

    it('claims a job once', async () => {
      const { accept, claim } = await createWorld(open);
      await accept();
      expect([await claim(), await claim()].map(({ length }) => length)).toEqual([1, 0]);
    });

    it('claims no more than the limit, the oldest first', async () => {
      const { accept, claim } = await createWorld(open);
      const jobs = [await accept(), await accept(), await accept()];
      expect(ids(await claim({ limit: 2 }))).toEqual(ids(jobs.slice(0, 2)));
      expect(ids(await claim({ limit: 2 }))).toEqual(ids(jobs.slice(2)));
    });

    it.each(['submitting', 'running', 'delivering', 'failed', 'cancelled'] as const)(
      'claims a job that is %s before a queued one',
      async (state) => {
        const { accept, claim, save } = await createWorld(open);
        const queued = await accept();
        const inProgress = await save(await accept(), ...WAYS[state]);
        const nowMs = NOW + 10_000;
        expect(ids(await claim({ nowMs, limit: 1 }))).toEqual([inProgress.id]);
        expect(ids(await claim({ nowMs, limit: 1 }))).toEqual([queued.id]);
      },
    );

    it('never claims a job that is done, or one whose end has been told', async () => {
      const { accept, claim, save } = await createWorld(open);
      await save(await accept(), ...WAYS.done);
      await save(await accept(), CANCELLED, { kind: 'notice-shown' });
      expect(await claim({ nowMs: NOW + 1e9 })).toEqual([]);
    });

    it('claims the fast before the relaxed, and the turbo before both', async () => {
      const { accept, claim } = await createWorld(open);
      const relax = await accept({ request: { speed: 'relax' } });
      const fast = await accept();
      const turbo = await accept({ request: { speed: 'turbo' } });
      expect(ids(await claim())).toEqual(ids([turbo, fast, relax]));
    });

    it('lets servers take turns, and members within a server', async () => {
      const { accept, claim } = await createWorld(open);
      const by = (guild: string, user: string) =>
        accept({ origin: { guildId: guildId(guild), userId: userId(user) } });
      const a1 = await by('A', 'ann');
      const a2 = await by('A', 'ann');
      const a3 = await by('A', 'ann');
      const a4 = await by('A', 'bob');
      const b1 = await by('B', 'cem');
      const b2 = await by('B', 'cem');
      expect(ids(await claim())).toEqual(ids([a1, b1, a4, b2, a2, a3]));
    });

    it('counts what is in progress already when it decides whose turn it is', async () => {
      const { accept, claim } = await createWorld(open);
      const by = (guild: string) => accept({ origin: { guildId: guildId(guild) } });
      await by('A');
      await by('A');
      await claim();
      const late = [await by('A'), await by('B'), await by('B'), await by('B')] as const;
      expect(ids(await claim())).toEqual(ids([late[1], late[2], late[0], late[3]]));
    });

    it('counts it in a long line as well', async () => {
      const { accept, claim } = await createWorld(open);
      const by = (guild: string) =>
        accept({ origin: { guildId: guildId(guild) }, priceCredits: 1 });
      await by('A');
      await claim();
      for (let i = 0; i < 20; i++) await by('A');
      const [b, c] = [await by('B'), await by('C')];
      await by('B');
      expect(ids(await claim({ limit: 1 }))).toEqual(ids([b]));
      expect(ids(await claim({ limit: 1 }))).toEqual(ids([c]));
      expect(ids(await claim({ limit: 22 }))).toHaveLength(21);
    });

    it('counts what a member has in progress when it decides within a server', async () => {
      const { accept, claim } = await createWorld(open);
      const by = (user: string) => accept({ origin: { userId: userId(user) } });
      await by('ann');
      await claim();
      const [ann, bob] = [await by('ann'), await by('bob')];
      expect(ids(await claim())).toEqual(ids([bob, ann]));
    });

    it.each([
      ['claimed', []],
      ['submitting', WAYS.submitting],
      ['running', WAYS.running],
    ] as const)(
      'leaves a queued job where %s ones fill the slots of its vendor',
      async (_, way) => {
        const { accept, claim, save } = await createWorld(open);
        await accept();
        await accept();
        for (const job of await claim()) await save(job, ...way);
        const waiting = await accept();
        expect(ids(await claim({ slots: { studio: 2 } }))).not.toContain(waiting.id);
        expect(ids(await claim({ slots: { studio: 3 } }))).toContain(waiting.id);
      },
    );

    it('fills exactly the slots that are free, each vendor its own', async () => {
      const { accept, claim } = await createWorld(open);
      for (let i = 0; i < 4; i++) await accept();
      for (let i = 0; i < 4; i++) await accept({ vendor: 'other' });
      const claimed = await claim({ slots: { studio: 1, other: 3 } });
      expect(claimed.map(({ vendor }) => vendor).sort()).toEqual([
        'other',
        'other',
        'other',
        'studio',
      ]);
    });

    it('gives a slot back when the vendor is done with a job', async () => {
      const { accept, claim, save } = await createWorld(open);
      const slots = { studio: 1 };
      await accept();
      const second = await accept();
      const [first] = await claim({ slots });
      if (first === undefined) throw new Error('nothing was claimed');
      const delivering = await save(first, ...WAYS.delivering);
      expect(ids(await claim({ slots }))).toEqual(ids([delivering, second]));
    });

    it('claims what the archive serves without a slot, before what waits for one', async () => {
      const { accept, claim } = await createWorld(open);
      await accept();
      const served = await accept({ request: { action: 'upscale', cell: 1 }, priceCredits: 0 });
      expect(ids(await claim({ slots: { studio: 0 } }))).toEqual([served.id]);
    });

    it('claims jobs of a vendor that is no longer configured, so that they can end', async () => {
      const { accept, claim } = await createWorld(open);
      const orphan = await accept({ vendor: 'gone' });
      expect(ids(await claim({ slots: { studio: 1 } }))).toEqual([orphan.id]);
    });

    it('claims again a job whose claim lapsed, though its vendor is full', async () => {
      const { accept, claim } = await createWorld(open);
      const job = await accept();
      const slots = { studio: 1 };
      await claim({ slots });
      expect(await claim({ slots, nowMs: NOW + LEASE_MS - 1 })).toEqual([]);
      expect(ids(await claim({ slots, nowMs: NOW + LEASE_MS }))).toEqual([job.id]);
    });

    it('says when to look next', async () => {
      const { store, accept, claim, save } = await createWorld(open);
      expect(await store.nextDueAtMs(NOW)).toBeNull();
      await accept({ dueAtMs: NOW + 4_000 });
      expect(await store.nextDueAtMs(NOW)).toBe(NOW + 4_000);
      await save(await accept(), ...WAYS.running);
      await accept({ dueAtMs: NOW + 3_000 });
      await claim();
      expect(await store.nextDueAtMs(NOW)).toBe(NOW + 3_000);
      await save(await accept(), SUBMIT_BEGAN);
      expect(await store.nextDueAtMs(NOW)).toBe(NOW);
    });

    it('does not wait for time where a slot is missing', async () => {
      const { store, accept, claim } = await createWorld(open);
      await accept();
      await claim({ slots: { studio: 0 } });
      expect(await store.nextDueAtMs(NOW)).toBeNull();
    });

    it('does not sleep over a job that came due after the claim', async () => {
      const { store, accept, claim } = await createWorld(open);
      await accept({ dueAtMs: NOW + 1 });
      expect(await claim()).toEqual([]);
      expect(await store.nextDueAtMs(NOW + 2)).toBe(NOW + 1);
    });

    it('looks again when the next lease ends', async () => {
      const { store, accept, claim } = await createWorld(open);
      await accept();
      await claim();
      expect(await store.nextDueAtMs(NOW)).toBe(NOW + LEASE_MS);
    });
  });
}

import { describe, expect, it } from 'vitest';
import { messageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import {
  createWorld,
  LEASE_MS,
  NOW,
  type OpenStore,
  SUBMIT_ACCEPTED,
  SUBMIT_BEGAN,
  unknownId,
  WAYS,
} from './store-world.ts';

const MESSAGE = messageId('180000000000000001');

function only(jobs: readonly Job[]): Job {
  const [job, ...more] = jobs;
  if (job === undefined || more.length > 0) throw new Error(`${jobs.length} jobs, not one`);
  return job;
}

/** Who holds a job, and what others may do to it meanwhile. */
export function exerciseLeases(open: OpenStore): void {
  describe('leases', () => {
    it('ends with a save', async () => {
      const { store, accept, claim } = await createWorld(open);
      await accept();
      await store.saveEvent(only(await claim()), SUBMIT_BEGAN, NOW);
      expect(await claim()).toHaveLength(1);
    });

    it('lasts where the worker goes on, from the save', async () => {
      const { store, accept, claim } = await createWorld(open);
      await accept();
      const job = only(await claim());
      await store.saveEventAndKeep(job, SUBMIT_BEGAN, NOW + 1_000, LEASE_MS);
      expect(await claim({ nowMs: NOW + LEASE_MS })).toEqual([]);
      expect(await claim({ nowMs: NOW + LEASE_MS + 1_000 })).toHaveLength(1);
    });

    it('ends for all when the process starts again', async () => {
      const { store, accept, claim } = await createWorld(open);
      for (let i = 0; i < 3; i++) await accept();
      await claim({ limit: 2 });
      expect(await store.releaseLeases(NOW)).toBe(2);
      expect(await store.releaseLeases(NOW)).toBe(0);
      expect(await claim()).toHaveLength(3);
    });

    it('moves what waits by as much as the clock was set back, and is harmless otherwise', async () => {
      const HOUR_MS = 3_600_000;
      const { store, accept, claim } = await createWorld(open);
      const waiting = await accept();
      const running = only(await claim());
      await store.saveEvent(running, SUBMIT_BEGAN, NOW);
      await accept();
      expect(await store.followClockBack(NOW)).toBe(0);
      // Neither what is claimed nor what is due: all of it was said by a clock an hour ahead.
      const held = only(await claim({ limit: 1 }));
      const backMs = NOW - HOUR_MS;
      expect(await claim({ nowMs: backMs })).toEqual([]);
      expect(await store.followClockBack(backMs)).toBe(2);
      expect(await store.followClockBack(backMs)).toBe(0);
      expect(await claim({ nowMs: backMs })).toHaveLength(1);
      expect(await claim({ nowMs: backMs + LEASE_MS })).toHaveLength(2);
      expect([waiting.id]).toContain(held.id);
    });

    it('learns the progress message while a worker holds the job', async () => {
      const { store, accept, claim } = await createWorld(open);
      await accept();
      const held = only(await claim());
      await store.acknowledgeJob(held.id, MESSAGE, NOW + 1);
      const outcome = await store.saveEvent(held, SUBMIT_BEGAN, NOW + 2);
      expect(outcome).toMatchObject({ kind: 'saved', job: { progressMessageId: MESSAGE } });
      expect((await store.findJob(held.id))?.progressMessageId).toBe(MESSAGE);
    });

    it('stays with the worker when the acknowledgement comes', async () => {
      const { store, accept, claim } = await createWorld(open);
      await accept();
      const { id } = only(await claim());
      await store.acknowledgeJob(id, MESSAGE, NOW);
      expect(await claim()).toEqual([]);
    });

    it.each([MESSAGE, null])('makes a job due once it is acknowledged (%s)', async (message) => {
      const { store, accept, claim } = await createWorld(open);
      const job = await accept({ dueAtMs: NOW + 4_000 });
      await store.acknowledgeJob(job.id, message, NOW);
      expect(only(await claim())).toMatchObject({ id: job.id, progressMessageId: message });
    });

    it('asks for a look once a job is acknowledged, as long as it may have a slot', async () => {
      const { store, accept, save } = await createWorld(open);
      const acknowledged = async (studio: number, job: Job) =>
        store.acknowledgeJob(job.id, MESSAGE, NOW, { perVendor: { studio } });
      await save(await accept(), ...WAYS.running);
      expect(await acknowledged(2, await accept())).toBe(true);
      const served = await accept({ request: { action: 'upscale', cell: 1 }, priceCredits: 0 });
      expect(await acknowledged(1, served)).toBe(true);
      const { id } = await accept();
      expect(await store.acknowledgeJob(id, MESSAGE, NOW)).toBe(true);
      expect(await store.acknowledgeJob(id, null, NOW, { perVendor: {} })).toBe(true);
    });

    it('keeps a progress message that is known already', async () => {
      const { store, accept } = await createWorld(open);
      const { id } = await accept();
      await store.acknowledgeJob(id, MESSAGE, NOW);
      await store.acknowledgeJob(id, null, NOW);
      expect((await store.findJob(id))?.progressMessageId).toBe(MESSAGE);
    });

    it('learns the progress message of a job that is done, and brings it no further work', async () => {
      const { store, accept, save, claim } = await createWorld(open);
      const ended = await save(await accept(), ...WAYS.done);
      await store.acknowledgeJob(ended.id, MESSAGE, NOW);
      expect((await store.findJob(ended.id))?.progressMessageId).toBe(MESSAGE);
      expect(await claim({ nowMs: NOW + 1e9 })).toEqual([]);
    });

    it.each(['failed', 'cancelled'] as const)(
      'lets a job that is %s be told of again in a progress message that comes after its notice',
      async (state) => {
        const { store, accept, save, claim } = await createWorld(open);
        const told = await save(await accept(), ...WAYS[state], { kind: 'notice-shown' });
        await store.acknowledgeJob(told.id, null, NOW);
        expect(await claim({ nowMs: NOW + 1e9 })).toEqual([]);
        await store.acknowledgeJob(told.id, MESSAGE, NOW);
        expect(only(await claim())).toMatchObject({ id: told.id, progressMessageId: MESSAGE });
      },
    );

    it('wakes a job that waits for its time', async () => {
      const { store, accept, save, claim } = await createWorld(open);
      const running = await save(await accept(), ...WAYS.running);
      expect(await claim()).toEqual([]);
      await store.wakeJob(running.id, NOW);
      expect(only(await claim()).id).toBe(running.id);
    });

    it('never puts a job off by waking it', async () => {
      const { store, accept, claim } = await createWorld(open);
      const job = await accept();
      await store.wakeJob(job.id, NOW + 1_000);
      expect(only(await claim()).id).toBe(job.id);
    });

    it('does not lose a wake that comes while a worker holds the job', async () => {
      const { store, accept, claim } = await createWorld(open);
      await accept();
      const claimed = only(await claim());
      const kept = await store.saveEventAndKeep(claimed, SUBMIT_BEGAN, NOW, LEASE_MS);
      if (kept.kind !== 'saved') throw new Error('the event was not taken');
      await store.wakeJob(claimed.id, NOW + 1);
      expect(await claim({ nowMs: NOW + 1 })).toEqual([]);
      const running = await store.saveEvent(kept.job, SUBMIT_ACCEPTED, NOW + 2);
      expect(running).toMatchObject({ kind: 'saved', job: { dueAtMs: NOW + 2 } });
      expect(only(await claim({ nowMs: NOW + 2 })).id).toBe(claimed.id);
    });

    it('answers a wake once', async () => {
      const { store, accept, save, claim } = await createWorld(open);
      const job = await save(await accept(), ...WAYS.running);
      await store.wakeJob(job.id, NOW);
      const seen = { kind: 'progress-seen', percent: 10, checkAtMs: NOW + 5_000 } as const;
      await store.saveEvent(only(await claim()), seen, NOW);
      expect(await store.nextDueAtMs(NOW)).toBe(NOW + 5_000);
    });

    it.each(['done', 'failed', 'cancelled'] as const)('wakes nothing that is %s', async (state) => {
      const { store, accept, save } = await createWorld(open);
      const ended = await save(await accept(), ...WAYS[state]);
      await store.wakeJob(ended.id, NOW - 1_000);
      expect(await store.findJob(ended.id)).toEqual(ended);
    });

    it('answers a wake by the next claim, though the worker it was meant for died', async () => {
      const { store, accept, claim } = await createWorld(open);
      await accept();
      const claimed = only(await claim());
      await store.saveEventAndKeep(claimed, SUBMIT_BEGAN, NOW, LEASE_MS);
      await store.wakeJob(claimed.id, NOW);
      const nowMs = NOW + LEASE_MS;
      const again = only(await claim({ nowMs }));
      const checkAtMs = nowMs + 5_000;
      await store.saveEvent(again, { ...SUBMIT_ACCEPTED, checkAtMs }, nowMs);
      expect(await store.nextDueAtMs(nowMs)).toBe(checkAtMs);
    });

    it('does nothing for a job that is unknown', async () => {
      const { store } = await createWorld(open);
      await store.wakeJob(unknownId(), NOW);
      await store.acknowledgeJob(unknownId(), MESSAGE, NOW);
      expect(await store.nextDueAtMs(NOW)).toBeNull();
    });
  });
}

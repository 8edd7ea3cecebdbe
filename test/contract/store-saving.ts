import { describe, expect, it } from 'vitest';
import { isFinal, JOB_STATES, type Job } from '#domain/job.ts';
import type { JobResult } from '#domain/result.ts';
import {
  A_RESULT,
  CANCELLED,
  createWorld,
  DELIVERED,
  FAILED,
  GUILD,
  LEASE_MS,
  MONTHLY,
  NOW,
  type OpenStore,
  SUBMIT_ACCEPTED,
  SUBMIT_BEGAN,
  USER,
  unknownId,
  WAYS,
} from './store-world.ts';

const DEFERRED = { kind: 'submit-deferred', retryAtMs: NOW + 1_000 } as const;
const A_STEP = { index: 0, idempotencyKey: 'key', ticket: null, handle: null };

/** Events applied to a job: whole, once, and by whoever holds it. */
export function exerciseSaving(open: OpenStore): void {
  describe('saving', () => {
    it.each(JOB_STATES)('keeps a job that is %s as it was saved', async (state) => {
      const { store, accept, save } = await createWorld(open);
      const saved = await save(await accept(), ...WAYS[state]);
      expect(saved.state).toBe(state);
      expect(saved.revision).toBe(WAYS[state].length);
      expect(saved.acceptedAtMs).toBe(state === 'running' ? SUBMIT_ACCEPTED.acceptedAtMs : null);
      expect(await store.findJob(saved.id)).toEqual(saved);
    });

    it.each([
      ['one at a time', [SUBMIT_BEGAN], 'reusable-step-exists'],
      ['not again while it is retried', [SUBMIT_BEGAN, DEFERRED], 'reusable-step-exists'],
      ['again where its maker failed', [SUBMIT_BEGAN, FAILED], 'saved'],
      ['again where its maker was cancelled', [SUBMIT_BEGAN, CANCELLED], 'saved'],
    ] as const)('lets a shared step be made %s', async (_title, [began, ...events], expected) => {
      const { store, accept, save } = await createWorld(open);
      const grid = await save(await accept(), ...WAYS.done);
      const follow = () =>
        accept({ parentId: grid.id, request: { action: 'pan-right', cell: null } });
      const [first, second] = [await follow(), await follow()];
      const shared = (jobId: Job['id']) => ({ reusableStep: true, step: { ...A_STEP, jobId } });
      const begun = await store.saveEvent(first, began, NOW, shared(first.id));
      if (begun.kind !== 'saved') throw new Error(begun.kind);
      await save(begun.job, ...events);
      const outcome = await store.saveEvent(second, SUBMIT_BEGAN, NOW, shared(second.id));
      expect(outcome.kind).toBe(expected);
      if (expected === 'saved') return;
      expect(await store.findJob(second.id)).toEqual(second);
      expect(await store.stepsOf(second.id)).toEqual([]);
    });

    it('lets a shared step be made of another picture, vendor or cell at the same time', async () => {
      const { store, accept, save } = await createWorld(open);
      const [grid, other] = [
        await save(await accept(), ...WAYS.done),
        await save(await accept(), ...WAYS.done),
      ];
      const request = { action: 'pan-right', cell: null } as const;
      const jobs = [
        await accept({ parentId: grid.id, request }),
        await accept({ parentId: other.id, request }),
        await accept({ parentId: grid.id, request, vendor: 'another' }),
        await accept({ parentId: grid.id, request: { ...request, cell: 3 } }),
      ];
      for (const job of jobs) {
        const effects = { reusableStep: true, step: { ...A_STEP, jobId: job.id } };
        expect((await store.saveEvent(job, SUBMIT_BEGAN, NOW, effects)).kind).toBe('saved');
      }
    });

    it('keeps a result with every picture, its handle and its seed', async () => {
      const { store, accept, save } = await createWorld(open);
      const { id } = await save(await accept(), ...WAYS.done);
      expect((await store.findJob(id))?.result).toEqual(A_RESULT);
    });

    it('keeps a result of one picture, without composite, seed or handle', async () => {
      const { store, accept, save } = await createWorld(open);
      const bare = {
        kind: 'image',
        cells: A_RESULT.cells.slice(0, 1),
        composite: null,
        handle: null,
        seed: null,
      } as const;
      const job = await save(await accept(), { kind: 'result-archived', result: bare });
      expect((await store.findJob(job.id))?.result).toEqual(bare);
    });

    it.each<JobResult>([
      {
        kind: 'suggestions',
        suggestions: ['a calm sea, “blue” --ar 3:2', 'a sea'],
        tokens: [{ text: 'sea', weight: 0.75 }],
        handle: { task: 1 },
        seed: null,
      },
      { kind: 'suggestions', suggestions: ['a sea'], tokens: [], handle: null, seed: null },
      {
        kind: 'videos',
        videos: [
          { cell: 1, video: { key: 'f'.repeat(64), mediaType: 'video/mp4', bytes: 9 } },
          { cell: 4, video: { key: 'e'.repeat(64), mediaType: 'image/webp', bytes: 7 } },
        ],
        handle: { clips: [1] },
        seed: 3,
      },
    ])('keeps a result of $kind', async (result) => {
      const { store, accept, save } = await createWorld(open);
      const job = await save(await accept(), { kind: 'result-archived', result });
      expect((await store.findJob(job.id))?.result).toEqual(result);
      expect((await store.recentJobs(GUILD, USER, 1))[0]?.result).toEqual(result);
    });

    it('keeps the pictures and the mask that came with a request', async () => {
      const { store, accept } = await createWorld(open);
      const [image] = A_RESULT.cells.map(({ picture }) => ({ ...picture, url: 'https://a.b/c' }));
      const images = image === undefined ? [] : [image, { ...image, url: 'https://a.b/d' }];
      const given = { images, mask: 'c'.repeat(64) };
      const { id } = await accept({ request: given });
      expect((await store.findJob(id))?.request).toMatchObject(given);
      const plain = (await accept()).request;
      expect('images' in plain || 'mask' in plain).toBe(false);
    });

    it.each([
      ['without the vendor’s wish', { kind: 'moderated', detail: '' }],
      ['with the vendor’s wish', { kind: 'rate-limited', detail: 'busy', retryAfterMs: 0 }],
      [
        'with what is ours to say',
        { kind: 'input-refused', detail: 'four at most', cause: { kind: 'picture-missing' } },
      ],
    ] as const)('keeps a failure %s', async (_, failure) => {
      const { store, accept, save } = await createWorld(open);
      const { id } = await save(await accept(), { kind: 'job-failed', failure });
      expect((await store.findJob(id))?.failure).toEqual(failure);
    });

    it('ignores an event that the state does not take, and changes nothing', async () => {
      const { store, accept, save, account } = await createWorld(open);
      const done = await save(await accept(), ...WAYS.done);
      const before = await account();
      for (const event of [FAILED, CANCELLED, DELIVERED, SUBMIT_BEGAN]) {
        expect(await store.saveEvent(done, event, NOW + 1)).toEqual({ kind: 'ignored', job: done });
      }
      expect(await store.findJob(done.id)).toEqual(done);
      expect(await account()).toEqual(before);
    });

    it('does not keep the step of an event that was ignored or stale', async () => {
      const { store, accept, save } = await createWorld(open);
      const job = await accept();
      const step = { jobId: job.id, index: 0, idempotencyKey: 'k', ticket: null, handle: null };
      const done = await save(job, ...WAYS.done);
      await store.saveEvent(done, SUBMIT_BEGAN, NOW, { step });
      await store.saveEvent(job, SUBMIT_BEGAN, NOW, { step });
      expect(await store.stepsOf(job.id)).toEqual([]);
    });

    it('refuses whoever saves second', async () => {
      const { store, accept } = await createWorld(open);
      const job = await accept();
      const outcomes = await Promise.all([
        store.saveEvent(job, SUBMIT_BEGAN, NOW),
        store.saveEvent(job, FAILED, NOW),
      ]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(['saved', 'stale']);
      expect((await store.findJob(job.id))?.state).toBe('submitting');
    });

    it('refuses whoever held the job before it was claimed again', async () => {
      const { store, accept, claim } = await createWorld(open);
      await accept();
      const [first] = await claim();
      const [second] = await claim({ nowMs: NOW + LEASE_MS });
      if (first === undefined || second === undefined) throw new Error('nothing was claimed');
      expect((await store.saveEvent(first, SUBMIT_BEGAN, NOW)).kind).toBe('stale');
      expect((await store.saveEvent(second, SUBMIT_BEGAN, NOW)).kind).toBe('saved');
    });

    it('calls an unknown job stale', async () => {
      const { store } = await createWorld(open);
      const unknown = { id: unknownId(), revision: 0 };
      expect(await store.saveEvent(unknown, SUBMIT_BEGAN, NOW)).toEqual({ kind: 'stale' });
    });

    it('saves a step with its event, and replaces it by its index', async () => {
      const { store, accept } = await createWorld(open);
      const job = await accept();
      const step = { jobId: job.id, index: 0, idempotencyKey: 'k', ticket: null, handle: null };
      const begun = await store.saveEvent(job, SUBMIT_BEGAN, NOW, { step });
      expect(await store.stepsOf(job.id)).toEqual([step]);
      if (begun.kind !== 'saved') throw new Error('the event was not taken');
      const accepted = { ...step, ticket: { task: ['t1', 2] }, handle: 'h' };
      const next = { ...step, index: 1, idempotencyKey: 'k1', ticket: 7 };
      const running = await store.saveEvent(begun.job, WAYS.running[1], NOW, { step: accepted });
      if (running.kind !== 'saved') throw new Error('the event was not taken');
      await store.saveEvent(running.job, { kind: 'step-finished' }, NOW, { step: next });
      expect(await store.stepsOf(job.id)).toEqual([accepted, next]);
    });

    it.each(JOB_STATES.filter(isFinal))('leaves no lease on a job that is %s', async (state) => {
      const { store, accept, save } = await createWorld(open);
      const way = WAYS[state];
      const before = await save(await accept(), ...way.slice(0, -1));
      const last = way.at(-1);
      if (last === undefined) throw new Error('a final state has a way');
      const outcome = await store.saveEventAndKeep(before, last, NOW, LEASE_MS);
      expect(outcome.kind).toBe('saved');
      expect(await store.nextDueAtMs(NOW)).toBe(state === 'done' ? null : NOW + LEASE_MS);
    });

    it('finishes a job whose server has no month any more to grant', async () => {
      const { store, accept, save } = await createWorld(open);
      const delivering = await save(await accept(), ...WAYS.delivering);
      const nextMonth = Date.UTC(2026, 11, 3);
      await store.account(delivering.origin.guildId, MONTHLY, nextMonth);
      expect((await store.saveEvent(delivering, DELIVERED, nextMonth)).kind).toBe('saved');
    });
  });
}

/**
 * How many statements and transactions each step of a job costs, exactly, so that one more is a decision; and what is
 * saved along with another step because it is known by then.
 */
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { guildId, messageId } from '#domain/ids.ts';
import { createStore } from '#store/create-store.ts';
import { createSqliteEngine } from '#store/sqlite/sqlite-engine.ts';
import { upgradeDatabase } from '#store/sqlite/upgrade-database.ts';
import {
  ARCHIVED,
  createWorld,
  DELIVERED,
  LEASE_MS,
  MONTHLY,
  NOW,
  SUBMIT_ACCEPTED,
  SUBMIT_BEGAN,
  USER,
} from '../../contract/store-world.ts';

const migrationsDir = fileURLToPath(new URL('../../../migrations', import.meta.url));
const SLOTS = { perVendor: { studio: 2 } };
const STARTS = { queue: { running: 3, waiting: 3 }, slots: SLOTS, dueAtMs: NOW + 4_000 } as const;

/** A store whose connection says what it runs, with one job accepted before: the month's quota is granted. */
async function setup() {
  const ran: string[] = [];
  const database = new Database(':memory:', { verbose: (sql) => ran.push(String(sql)) });
  upgradeDatabase(database, { file: ':memory:', migrationsDir, log: undefined });
  const world = await createWorld(() => createStore(createSqliteEngine(database)));
  const first = await world.accept();
  await world.save(first, { kind: 'job-cancelled' }, { kind: 'notice-shown' });
  return {
    ...world,
    ran,
    count: async (work: () => Promise<unknown>) => {
      ran.length = 0;
      await work();
      const statements = ran.filter((sql) => !/^(BEGIN|COMMIT)\b/.test(sql));
      return [statements.length, ran.filter((sql) => sql === 'COMMIT').length];
    },
  };
}

describe('statements and transactions', () => {
  it('are as few as they were for each step of a job', async () => {
    const { store, draft, claim, count } = await setup();
    const one = draft({ queue: STARTS.queue, dueAtMs: STARTS.dueAtMs });
    await store.memberSettings(USER);
    expect(await count(() => store.memberSettings(USER))).toEqual([0, 0]);
    const counts: Record<string, unknown> = {};
    counts.accept = await count(() => store.acceptJob(one, MONTHLY, NOW));
    counts.acknowledge = await count(() => store.acknowledgeJob(one.id, null, NOW, SLOTS));
    let revision = 0;
    counts.claim = await count(async () => {
      revision = (await claim({ nowMs: NOW + 4_000 }))[0]?.revision ?? -1;
    });
    const held = { id: one.id };
    const step = { jobId: one.id, index: 0, idempotencyKey: 'k', ticket: null, handle: null };
    counts.began = await count(() =>
      store.saveEventAndKeep({ ...held, revision }, SUBMIT_BEGAN, NOW, LEASE_MS, { step }),
    );
    counts.submitted = await count(() =>
      store.saveEvent({ ...held, revision: revision + 1 }, SUBMIT_ACCEPTED, NOW, { step }),
    );
    counts.archived = await count(() =>
      store.saveEventAndKeep({ ...held, revision: revision + 2 }, ARCHIVED, NOW, LEASE_MS),
    );
    counts.delivered = await count(() =>
      store.saveEvent({ ...held, revision: revision + 3 }, DELIVERED, NOW),
    );
    expect(counts).toEqual({
      accept: [9, 1],
      acknowledge: [2, 1],
      claim: [8, 1],
      began: [3, 1],
      submitted: [3, 1],
      archived: [6, 1],
      delivered: [8, 1],
    });
  });
});

it('whose turn it is in a long line is found without a look at all who wait', async () => {
  const { accept, claim, ran } = await setup();
  const by = (guild: string) => accept({ origin: { guildId: guildId(guild) } });
  for (const guild of ['A', 'B', 'C', 'D']) for (let i = 0; i < 5; i++) await by(guild);
  const compared = () => ran.filter((sql) => /^WITH busy/.test(sql)).length;
  ran.length = 0;
  expect((await claim({ limit: 3 })).map(({ origin }) => origin.guildId)).toEqual(['A', 'B', 'C']);
  expect(compared()).toBe(0);
  // One server has nothing in progress, so that all are compared.
  expect((await claim({ limit: 2 })).map(({ origin }) => origin.guildId)).toEqual(['D', 'A']);
  expect(compared()).toBe(1);
});

describe('a job that may start at once', () => {
  it('costs neither a claim nor a save of its message', async () => {
    const { store, draft, count } = await setup();
    const one = draft(STARTS);
    const accept = await count(() => store.acceptJob(one, MONTHLY, NOW));
    const step = { jobId: one.id, index: 0, idempotencyKey: 'k', ticket: null, handle: null };
    const progressMessageId = messageId('180000000000000001');
    const held = { id: one.id, revision: 0, progressMessageId };
    const began = await count(() =>
      store.saveEventAndKeep(held, SUBMIT_BEGAN, NOW, LEASE_MS, { step }),
    );
    expect({ accept, began }).toEqual({ accept: [10, 1], began: [3, 1] });
    expect((await store.findJob(one.id))?.progressMessageId).toBe(progressMessageId);
  });

  it('is leased with its acceptance until its first look is due', async () => {
    const { store, draft, claim } = await setup();
    const outcome = await store.acceptJob(draft(STARTS), MONTHLY, NOW);
    expect(outcome).toMatchObject({ kind: 'accepted', isLeased: true });
    expect(await claim({ nowMs: NOW + 3_999 })).toEqual([]);
    expect(await claim({ nowMs: NOW + 4_000 })).toHaveLength(1);
  });

  it('waits for its turn where no slot is free, or somebody waits for it already', async () => {
    const { store, draft, accept, save } = await setup();
    const held = [await store.acceptJob(draft(STARTS), MONTHLY, NOW)];
    held.push(await store.acceptJob(draft(STARTS), MONTHLY, NOW));
    const full = await store.acceptJob(draft(STARTS), MONTHLY, NOW);
    expect(full).not.toHaveProperty('isLeased');
    for (const one of held) {
      if (one.kind === 'accepted') await save(one.job, { kind: 'job-cancelled' });
    }
    // Both slots are free again, and the third is first in line.
    expect(await store.acceptJob(draft(STARTS), MONTHLY, NOW)).not.toHaveProperty('isLeased');
    await accept();
  });

  it('brings its progress message with the first event', async () => {
    const { store, draft } = await setup();
    const outcome = await store.acceptJob(draft(STARTS), MONTHLY, NOW);
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    const progressMessageId = messageId('180000000000000001');
    const saved = await store.saveEvent({ ...outcome.job, progressMessageId }, SUBMIT_BEGAN, NOW);
    expect(saved).toMatchObject({ kind: 'saved', job: { progressMessageId } });
    expect((await store.findJob(outcome.job.id))?.progressMessageId).toBe(progressMessageId);
  });
});

/**
 * How: random queues, with random jobs in progress, are claimed in random portions and compared with
 * the rule as one would write it down, which looks at every job each time.
 */

import { expect, it } from 'vitest';
import { type GuildId, guildId, type JobId, userId } from '#domain/ids.ts';
import { SPEEDS, type Speed } from '#domain/speed.ts';
import type { Slots } from '#ports/job-store.ts';
import { fc } from '#test/fixtures/fast-check.ts';
import { openMemoryStore } from '#test/fixtures/memory-store.ts';
import { draftOf, NOW } from '../contract/store-world.ts';

type Asked = { readonly guild: GuildId; readonly user: string; readonly speed: Speed };
type Waiting = Asked & { readonly id: JobId };

const QUOTA = 1_000_000;
const SLOTS = { perVendor: { studio: 1_000 } };
const LINES: readonly Speed[] = ['turbo', 'fast', 'relax'];

/** Whoever is first by these figures, compared from left to right. */
function leastBy<One>(all: readonly One[], figures: (one: One) => readonly (number | string)[]) {
  return all.toSorted((a, b) => {
    const [left, right] = [figures(a), figures(b)];
    const differing = left.findIndex((figure, i) => figure !== right[i]);
    return (left[differing] ?? '') < (right[differing] ?? '') ? -1 : 1;
  })[0];
}

/** The next job by the rule: line, server, member, age; members with enough in progress wait. */
function next(
  all: readonly Waiting[],
  inProgress: readonly Asked[],
  perMember: number,
): Waiting | undefined {
  const waiting = all.filter(
    (job) =>
      inProgress.filter(({ guild, user }) => guild === job.guild && user === job.user).length <
      perMember,
  );
  const line = LINES.find((speed) => waiting.some((job) => job.speed === speed));
  const inLine = waiting.filter(({ speed }) => speed === line);
  const ofGuild = leastBy(inLine, (job) => [
    inProgress.filter(({ guild }) => guild === job.guild).length,
    job.id,
  ]);
  const inGuild = inLine.filter(({ guild }) => guild === ofGuild?.guild);
  return leastBy(inGuild, (job) => [
    inProgress.filter(({ guild, user }) => guild === job.guild && user === job.user).length,
    job.id,
  ]);
}

const asked: fc.Arbitrary<Asked> = fc.record({
  guild: fc.constantFrom('A', 'B', 'C', 'D').map(guildId),
  user: fc.constantFrom('ann', 'bob', 'cem'),
  // Most in one line, so that it is a long one.
  speed: fc.constantFrom(...SPEEDS, 'fast', 'fast', 'fast'),
});

it('claims in the order of the rule, however few at a time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(asked, { maxLength: 8 }),
      // Lines that are compared whole, and longer ones.
      fc.oneof(
        fc.array(asked, { minLength: 1, maxLength: 30 }),
        fc.array(asked, { minLength: 30, maxLength: 60 }),
      ),
      fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
      fc.constantFrom(1, 2, 3, 1_000),
      async (before, queue, portions, perMember) => {
        const store = openMemoryStore();
        let made = 0;
        const accept = async ({ guild, user, speed }: Asked) => {
          made += 1;
          const origin = { guildId: guild, userId: userId(user) };
          const draft = draftOf(made, { origin, request: { speed } });
          await store.acceptJob(draft, QUOTA, NOW);
          return draft.id;
        };
        const claim = (limit: number, slots: Slots = { ...SLOTS, perMember }) =>
          store.claimDue({ nowMs: NOW, leaseMs: 60_000, limit, slots });
        try {
          for (const job of before) await accept(job);
          await claim(before.length, SLOTS);
          let waiting: readonly Waiting[] = [];
          for (const job of queue) waiting = [...waiting, { ...job, id: await accept(job) }];
          let inProgress: readonly Asked[] = before;
          let claimed = 1;
          while (claimed > 0) {
            const portion = portions.next().value;
            const expected: JobId[] = [];
            while (expected.length < portion) {
              const job = next(waiting, inProgress, perMember);
              if (job === undefined) break;
              expected.push(job.id);
              inProgress = [...inProgress, job];
              waiting = waiting.filter(({ id }) => id !== job.id);
            }
            expect((await claim(portion)).map(({ id }) => id)).toEqual(expected);
            claimed = expected.length;
          }
        } finally {
          await store.close();
        }
      },
    ),
    { numRuns: 100 },
  );
}, 120_000);

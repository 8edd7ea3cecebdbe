/**
 * How: random commands run against two stores on one file, as two processes would use it, and
 * against a model of a few lines. After every command both servers' accounts must be the model's;
 * at the end the books must balance by themselves.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { periodOf } from '#domain/credits.ts';
import { type GuildId, guildId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import type { JobDraft, Store } from '#ports/store.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { ARCHIVED, CANCELLED, DELIVERED, draftOf, FAILED } from '../contract/store-world.ts';

const GUILDS = [guildId('130000000000000001'), guildId('130000000000000002')] as const;
const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 10, 25);

type Sums = { available: number; reserved: number; spent: number; period: string; quota: number };

/** What should be true: no ids, no entries, no events. */
class Model {
  nowMs = START_MS;
  monthly = 100;
  readonly drafts: JobDraft[] = [];
  readonly unfinished = new Map<JobDraft, number>();
  readonly sums = new Map<GuildId, Sums>();

  renewed(guild: GuildId): Sums {
    const zeros = { available: 0, reserved: 0, spent: 0, period: '', quota: 0 };
    const sums = this.sums.get(guild) ?? zeros;
    const period = periodOf(this.nowMs);
    if (period > sums.period) Object.assign(sums, { available: 0, period, quota: 0 });
    if (period === sums.period && this.monthly > sums.quota) {
      sums.available += this.monthly - sums.quota;
      sums.quota = this.monthly;
    }
    this.sums.set(guild, sums);
    return sums;
  }
}

type Real = { readonly stores: readonly [Store, Store]; readonly file: string };

type Command = fc.AsyncCommand<Model, Real>;

async function compare(model: Model, { stores }: Real): Promise<void> {
  for (const [i, guild] of GUILDS.entries()) {
    const { quota: _, ...sums } = model.renewed(guild);
    const store = stores[i] ?? stores[0];
    const account = await store.account(guild, model.monthly, model.nowMs);
    expect(account).toEqual({ guildId: guild, ...sums });
  }
}

const storeOf = (which: number, { stores }: Real) => stores[which % 2] ?? stores[0];

function accept(guild: GuildId, price: number, which: number): Command {
  return {
    toString: () => `accept(${guild}, ${price}, store ${which})`,
    check: () => true,
    run: async (model, real) => {
      const draft = draftOf(model.drafts.length + 1, {
        origin: { guildId: guild },
        priceCredits: price,
      });
      const sums = model.renewed(guild);
      const store = storeOf(which, real);
      const outcome = await store.acceptJob(draft, model.monthly, model.nowMs);
      expect(outcome.kind).toBe(sums.available >= price ? 'accepted' : 'credits-exhausted');
      model.drafts.push(draft);
      if (outcome.kind === 'accepted') {
        sums.available -= price;
        sums.reserved += price;
        model.unfinished.set(draft, price);
      }
      await compare(model, real);
    },
  };
}

/** The same interaction to both stores at once, whether it was seen before or not. */
function deliverTwice(guild: GuildId, price: number): Command {
  return {
    toString: () => `deliverTwice(${guild}, ${price})`,
    check: () => true,
    run: async (model, real) => {
      const number = model.drafts.length + 1;
      const one = draftOf(number, { origin: { guildId: guild }, priceCredits: price });
      const other = draftOf(number + 1, { origin: one.origin, priceCredits: price });
      const sums = model.renewed(guild);
      const outcomes = await Promise.all(
        [one, other].map((draft, i) =>
          storeOf(i, real).acceptJob(draft, model.monthly, model.nowMs),
        ),
      );
      const accepted = outcomes.filter(({ kind }) => kind === 'accepted').length;
      expect(accepted).toBe(sums.available >= price ? 1 : 0);
      model.drafts.push(one, other);
      if (accepted === 1) {
        sums.available -= price;
        sums.reserved += price;
        model.unfinished.set(outcomes[0]?.kind === 'accepted' ? one : other, price);
      }
      await compare(model, real);
    },
  };
}

function acceptAgain(index: number, which: number): Command {
  return {
    toString: () => `acceptAgain(${index}, store ${which})`,
    check: ({ unfinished }) => unfinished.size > 0,
    run: async (model, real) => {
      const known = [...model.unfinished.keys()][index % model.unfinished.size];
      if (known === undefined) return;
      const again = { ...draftOf(model.drafts.length + 1, {}), origin: known.origin };
      model.drafts.push(again);
      const store = storeOf(which, real);
      const outcome = await store.acceptJob(again, model.monthly, model.nowMs);
      expect(outcome).toMatchObject({ kind: 'duplicate', job: { id: known.id } });
      await compare(model, real);
    },
  };
}

const ENDS = {
  settle: [ARCHIVED, DELIVERED],
  fail: [FAILED],
  'fail late': [ARCHIVED, FAILED],
  cancel: [CANCELLED],
} as const satisfies Record<string, readonly JobEvent[]>;

/** Ends a job; every event is sent by both stores, and the second is refused. */
function end(how: keyof typeof ENDS, index: number, which: number): Command {
  return {
    toString: () => `end(${how}, ${index}, store ${which})`,
    check: ({ unfinished }) => unfinished.size > 0,
    run: async (model, real) => {
      const [draft, price] = [...model.unfinished][index % model.unfinished.size] ?? [];
      if (draft === undefined || price === undefined) return;
      let job: Pick<Job, 'id' | 'revision'> = { id: draft.id, revision: 0 };
      for (const event of ENDS[how]) {
        const outcomes = await Promise.all([
          storeOf(which, real).saveEvent(job, event, model.nowMs),
          storeOf(which + 1, real).saveEvent(job, event, model.nowMs),
        ]);
        expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['saved', 'stale']);
        job = { id: draft.id, revision: job.revision + 1 };
      }
      model.unfinished.delete(draft);
      const sums = model.sums.get(draft.origin.guildId);
      if (sums === undefined) throw new Error('an account was opened with the job');
      sums.reserved -= price;
      if (how === 'settle') sums.spent += price;
      else sums.available += price;
      await compare(model, real);
    },
  };
}

function moveClock(days: number): Command {
  return {
    toString: () => `moveClock(${days} days)`,
    check: () => true,
    run: async (model, real) => {
      model.nowMs += days * DAY_MS;
      await compare(model, real);
    },
  };
}

function setQuota(monthly: number): Command {
  return {
    toString: () => `setQuota(${monthly})`,
    check: () => true,
    run: async (model, real) => {
      model.monthly = monthly;
      await compare(model, real);
    },
  };
}

const guild = fc.constantFrom(...GUILDS);
const price = fc.constantFrom(0, 1, 8, 40, 101);
const small = fc.nat(5);

const COMMANDS = fc.commands<Model, Real, false>(
  [
    fc.tuple(guild, price, small).map((made) => accept(...made)),
    fc.tuple(guild, price).map((made) => deliverTwice(...made)),
    fc.tuple(small, small).map((made) => acceptAgain(...made)),
    fc
      .tuple(fc.constantFrom('settle', 'fail', 'fail late', 'cancel'), small, small)
      .map((made) => end(...made)),
    fc.integer({ min: -40, max: 40 }).map(moveClock),
    fc.constantFrom(0, 50, 100, 150).map(setQuota),
  ],
  { maxCommands: 30 },
);

it('keeps every account what a ten-line model says, through any two stores', async () => {
  await fc.assert(
    fc.asyncProperty(COMMANDS, async (commands) => {
      const folder = mkdtempSync(join(tmpdir(), 'store-'));
      const file = join(folder, 'fourfold.db');
      const stores = [openSqliteStore({ file }), openSqliteStore({ file })] as const;
      try {
        const setup = () => ({ model: new Model(), real: { stores, file } });
        await fc.asyncModelRun(setup, commands);
        expect(auditBooks(file)).toEqual([]);
      } finally {
        await Promise.all(stores.map((store) => store.close()));
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 100, endOnFailure: false },
  );
}, 120_000);

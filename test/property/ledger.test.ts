/**
 * How: random commands run against two stores on one file, as two processes would use it, and
 * against a model of a few lines. After every command both servers' accounts must be the model's;
 * at the end the books must balance by themselves. A crash is a store that is closed in the middle
 * and opened again; the clock jumps both ways; every booking may be asked for twice.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type GuildId, guildId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { JobEvent } from '#domain/job-event.ts';
import type { JobDraft } from '#ports/job-store.ts';
import type { Store } from '#ports/store.ts';
import { auditBooks } from '#store/sqlite/audit-books.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { fc } from '#test/fixtures/fast-check.ts';
import { type Held, LedgerModel, NEVER } from '#test/fixtures/ledger-model.ts';
import { ARCHIVED, CANCELLED, DELIVERED, draftOf, FAILED } from '../contract/store-world.ts';

const GUILDS = [guildId('130000000000000001'), guildId('130000000000000002')] as const;
const DAY_MS = 86_400_000;

class Model extends LedgerModel {
  drafted = 0;
  given = 0;
  readonly unfinished = new Map<JobDraft, Held>();

  accepted(draft: JobDraft): boolean {
    const guild = draft.origin.guildId;
    const parts = this.take(guild, draft.priceCredits);
    if (parts === null) return false;
    this.now(guild).reserved += draft.priceCredits;
    this.unfinished.set(draft, { guild, parts });
    return true;
  }
}

type Real = { stores: [Store, Store]; readonly file: string };
type Command = fc.AsyncCommand<Model, Real>;

async function compare(model: Model, { stores }: Real): Promise<void> {
  for (const [i, guild] of GUILDS.entries()) {
    const { reserved, spent, period } = model.now(guild);
    const store = stores[i] ?? stores[0];
    const account = await store.account(guild, model.monthly, model.nowMs);
    const available = model.available(guild);
    expect(account).toEqual({ guildId: guild, available, reserved, spent, period });
  }
}

const storeOf = (which: number, { stores }: Real) => stores[which % 2] ?? stores[0];

/** A command that is always possible, and compares afterwards. */
const always = (name: string, run: (model: Model, real: Real) => Promise<void>): Command => ({
  toString: () => name,
  check: () => true,
  run: async (model, real) => {
    await run(model, real);
    await compare(model, real);
  },
});

const accept = (guild: GuildId, price: number, which: number) =>
  always(`accept(${guild}, ${price}, store ${which})`, async (model, real) => {
    const origin = { guildId: guild };
    const draft = draftOf(++model.drafted, { origin, priceCredits: price });
    const isAccepted = model.accepted(draft);
    const outcome = await storeOf(which, real).acceptJob(draft, model.monthly, model.nowMs);
    expect(outcome.kind).toBe(isAccepted ? 'accepted' : 'credits-exhausted');
  });

/** The same interaction to both stores at once, whether it was seen before or not. */
const deliverTwice = (guild: GuildId, price: number) =>
  always(`deliverTwice(${guild}, ${price})`, async (model, real) => {
    const origin = { guildId: guild };
    const one = draftOf(++model.drafted, { origin, priceCredits: price });
    const other = draftOf(++model.drafted, { origin: one.origin, priceCredits: price });
    const outcomes = await Promise.all(
      [one, other].map((draft, i) => storeOf(i, real).acceptJob(draft, model.monthly, model.nowMs)),
    );
    const isAccepted = model.accepted(outcomes[0]?.kind === 'accepted' ? one : other);
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(isAccepted ? 1 : 0);
  });

const ENDS = {
  settle: [ARCHIVED, DELIVERED],
  half: [ARCHIVED, DELIVERED],
  fail: [FAILED],
  'fail late': [ARCHIVED, FAILED],
  cancel: [CANCELLED],
} as const satisfies Record<string, readonly JobEvent[]>;

/** Ends a job; every event is sent by both stores, and the second is refused. */
const end = (how: keyof typeof ENDS, index: number, which: number): Command => ({
  toString: () => `end(${how}, ${index}, store ${which})`,
  check: ({ unfinished }) => unfinished.size > 0,
  run: async (model, real) => {
    const [draft, held] = [...model.unfinished][index % model.unfinished.size] ?? [];
    if (draft === undefined || held === undefined) return;
    const { priceCredits } = draft;
    const cost = how === 'settle' ? priceCredits : how === 'half' ? Math.ceil(priceCredits / 2) : 0;
    const effects = how === 'half' ? { settleCredits: cost } : {};
    let job: Pick<Job, 'id' | 'revision'> = { id: draft.id, revision: 0 };
    for (const event of ENDS[how]) {
      const outcomes = await Promise.all([
        storeOf(which, real).saveEvent(job, event, model.nowMs, effects),
        storeOf(which + 1, real).saveEvent(job, event, model.nowMs, effects),
      ]);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['saved', 'stale']);
      job = { id: draft.id, revision: job.revision + 1 };
    }
    model.unfinished.delete(draft);
    model.answer(held, cost);
    await compare(model, real);
  },
});

const give = (guild: GuildId, credits: number, startsInDays: number, lastsDays: number | null) =>
  always(`give(${guild}, ${credits}, ${startsInDays}, ${lastsDays})`, async (model, real) => {
    model.now(guild);
    const key = `gift:${++model.given}`;
    const effectiveAtMs = model.nowMs + startsInDays * DAY_MS;
    const expiresAtMs = lastsDays === null ? null : effectiveAtMs + lastsDays * DAY_MS;
    const times = { effectiveAtMs, expiresAtMs };
    const draft = { guildId: guild, kind: 'gift', amount: credits, key, ...times } as const;
    const outcomes = await Promise.all(
      [0, 1].map((which) =>
        storeOf(which, real).grantCredits(
          { ...draft, reason: 'a gift', author: '42' },
          model.monthly,
          model.nowMs,
        ),
      ),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['booked', 'duplicate']);
    model.give(guild, key, credits, effectiveAtMs, expiresAtMs ?? NEVER);
  });

const adjust = (guild: GuildId, amount: number) =>
  always(`adjust(${guild}, ${amount})`, async (model, real) => {
    const key = `adjust:${++model.given}`;
    const isEnough = model.available(guild) + amount >= 0;
    const draft = { guildId: guild, amount, key, reason: 'a mistake', author: '42' };
    const outcomes = await Promise.all(
      [0, 1].map((which) => storeOf(which, real).adjustCredits(draft, model.monthly, model.nowMs)),
    );
    const expected = isEnough ? ['booked', 'duplicate'] : ['not-enough', 'not-enough'];
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(expected);
    if (amount > 0) model.give(guild, key, amount, model.nowMs, NEVER);
    else model.take(guild, -amount);
  });

const moveClock = (hours: number) =>
  always(`moveClock(${hours} hours)`, async (model) => {
    model.nowMs += hours * 3_600_000;
  });

const crash = (which: number) =>
  always(`crash(store ${which})`, async (_model, real) => {
    await storeOf(which, real).close();
    real.stores[which % 2] = openSqliteStore({ file: real.file });
  });

const setQuota = (monthly: number) =>
  always(`setQuota(${monthly})`, async (model) => {
    model.monthly = monthly;
  });

const setTerms = (anchorDay: number, timeZone: string, rollover: number) =>
  always(`setTerms(${anchorDay}, ${timeZone}, ${rollover})`, async (model, real) => {
    model.calendar = { anchorDay, timeZone };
    model.rollover = rollover;
    const quota = { anchorDay, timeZone, rolloverCredits: rollover };
    // A store on a file takes itself for the only one and remembers settings, so that both are told.
    for (const store of real.stores) {
      for (const guild of GUILDS) {
        const act = { key: `terms:${++model.given}`, author: '42', atMs: model.nowMs };
        await store.changeSettings(guild, { kind: 'quota', quota }, act);
      }
    }
  });

const guild = fc.constantFrom(...GUILDS);
const price = fc.constantFrom(0, 1, 8, 40, 101);
const small = fc.nat(5);

const COMMANDS = fc.commands<Model, Real, false>(
  [
    fc.tuple(guild, price, small).map((made) => accept(...made)),
    fc.tuple(guild, price, small).map((made) => accept(...made)),
    fc.tuple(guild, price).map((made) => deliverTwice(...made)),
    fc
      .tuple(fc.constantFrom('settle', 'half', 'fail', 'fail late', 'cancel'), small, small)
      .map((made) => end(...made)),
    fc
      .tuple(
        guild,
        fc.integer({ min: 1, max: 90 }),
        fc.constantFrom(0, 0, 3),
        fc.constantFrom(null, 1, 20),
      )
      .map((made) => give(...made)),
    fc.tuple(guild, fc.constantFrom(-60, -5, 7)).map((made) => adjust(...made)),
    fc.integer({ min: -900, max: 900 }).map(moveClock),
    small.map(crash),
    fc.constantFrom(0, 50, 100, 150).map(setQuota),
    fc
      .tuple(
        fc.constantFrom(1, 15, 31),
        fc.constantFrom('UTC', 'Pacific/Auckland'),
        fc.constantFrom(0, 30),
      )
      .map((made) => setTerms(...made)),
  ],
  { maxCommands: 40 },
);

it('keeps every account what a plain model says, through any two stores', async () => {
  await fc.assert(
    fc.asyncProperty(COMMANDS, async (commands) => {
      const folder = mkdtempSync(join(tmpdir(), 'store-'));
      const file = join(folder, 'fourfold.db');
      const stores: [Store, Store] = [openSqliteStore({ file }), openSqliteStore({ file })];
      const real = { stores, file };
      try {
        await fc.asyncModelRun(() => ({ model: new Model(), real }), commands);
        expect(auditBooks(file)).toEqual([]);
      } finally {
        await Promise.all(real.stores.map((store) => store.close()));
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 120, endOnFailure: false },
  );
}, 180_000);

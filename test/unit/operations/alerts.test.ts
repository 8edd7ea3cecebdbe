/** How: real sources where they can be had, a scripted one for their life, a real server as the webhook. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createVendorWatch } from '#application/vendors/vendor-watch.ts';
import { ALERTS, type Condition } from '#operations/alerts/alert.ts';
import { sendToWebhook } from '#operations/alerts/alert-webhook.ts';
import { createAlerts, type Source } from '#operations/alerts/alerts.ts';
import { auditInThread } from '#operations/alerts/audit-in-thread.ts';
import {
  archiveSource,
  backupSource,
  bookSource,
  clockSource,
  diskSource,
  moderatorSource,
  overloadSource,
  reportSource,
  unansweredSource,
  vendorSource,
  writeSource,
} from '#operations/alerts/sources.ts';
import { SINGLE_PROCESS } from '#store/single-process.ts';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store.ts';
import { listeningLog } from '#test/fixtures/discord-edge.ts';
import { aJob } from '#test/fixtures/jobs.ts';
import { openMemoryStore } from '#test/fixtures/memory-store.ts';
import { createMetrics } from '#web/metrics.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const NO_GAUGES = { unfinished: {}, reservedCredits: 0, oldestQueuedAtMs: null };

const DOWN: Condition = { alert: 'vendor-down', subject: 'Apiframe', detail: 'It says nothing.' };

function setUp() {
  let nowMs = 1_790_000_000_000;
  const store = openMemoryStore();
  ends.push(() => store.close());
  const state = {
    conditions: [] as readonly Condition[] | null,
    reached: true,
    fails: false,
    isFull: false,
  };
  const sent: string[] = [];
  const { log, lines } = listeningLog();
  const clock = { nowMs: () => nowMs, sleepUntil: async () => {} };
  const source: Source = {
    name: 'scripted',
    look: async () => {
      if (state.fails) throw new Error('it cannot be seen');
      return state.conditions;
    },
  };
  const begin = () =>
    createAlerts({
      sources: [source],
      send: async (_, text) => {
        sent.push(text);
        return state.reached;
      },
      facts: {
        readFact: store.readFact,
        saveFact: async (key, value) => {
          if (state.isFull) throw new Error('database or disk is full');
          await store.saveFact(key, value);
        },
      },
      presence: SINGLE_PROCESS,
      clock,
      log,
    });
  return {
    state,
    sent,
    lines,
    clock,
    begin,
    log,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('an alert', () => {
  it('is told once for as long as it lasts, with what to do, over restarts too', async () => {
    const { state, sent, begin } = setUp();
    state.conditions = [DOWN];
    await begin().look();
    await begin().look();
    expect(sent).toEqual([
      `${ALERTS['vendor-down'].title} (Apiframe). It says nothing. ${ALERTS['vendor-down'].remedy}`,
    ]);
  });

  it('holds while its source cannot say, as after a restart', async () => {
    const { state, sent, begin, lines } = setUp();
    for (const conditions of [[DOWN], null, [DOWN]]) {
      state.conditions = conditions;
      await begin().look();
    }
    expect(sent).toHaveLength(1);
    expect(lines.filter((line) => /alert over|alerts not checked/.test(line))).toEqual([]);
  });

  it('is told again when it comes back after it had passed', async () => {
    const { state, sent, begin } = setUp();
    for (const conditions of [[DOWN], [], [DOWN]]) {
      state.conditions = conditions;
      await begin().look();
    }
    expect(sent).toHaveLength(2);
  });

  it('is told again until somebody was reached', async () => {
    const { state, sent, begin } = setUp();
    state.conditions = [DOWN];
    state.reached = false;
    await begin().look();
    state.reached = true;
    await begin().look();
    await begin().look();
    expect(sent).toHaveLength(2);
  });

  it('is told once where that cannot be saved, and is not told again once it can', async () => {
    const { state, sent, begin } = setUp();
    const alerts = begin();
    state.isFull = true;
    state.conditions = [DOWN];
    await alerts.look();
    await alerts.look();
    state.isFull = false;
    await alerts.look();
    // On disk by now: another start knows of it, and what was over before that is over.
    await begin().look();
    expect(sent).toHaveLength(1);
    state.isFull = true;
    state.conditions = [];
    await alerts.look();
    state.conditions = [DOWN];
    await alerts.look();
    expect(sent).toHaveLength(2);
  });

  it('holds while its source cannot be seen', async () => {
    const { state, sent, begin, lines } = setUp();
    state.conditions = [DOWN];
    await begin().look();
    state.fails = true;
    await begin().look();
    state.fails = false;
    await begin().look();
    expect(sent).toHaveLength(1);
    expect(lines.filter((line) => line.includes('alerts not checked'))).toHaveLength(1);
  });
});

describe('what is looked at', () => {
  it('tells a refused key and an empty account at once, an outage after ten minutes', async () => {
    const { clock, log, pass } = setUp();
    const watch = createVendorWatch({ clock, log });
    const names = ['keyless', 'poor', 'away', 'well', 'unasked'];
    const sources = names.map((name) => vendorSource({ name, label: name }, watch, clock));
    const refused = (kind: 'unauthorized' | 'out-of-credit' | 'unavailable') =>
      ({ kind: 'refused', failure: { kind, detail: '' } }) as const;
    watch.record('keyless', refused('unauthorized'));
    watch.record('poor', refused('out-of-credit'));
    for (let one = 0; one < 4; one += 1) watch.record('away', refused('unavailable'));
    watch.record('well', { kind: 'accepted', ticket: null });
    const look = () => Promise.all(sources.map((source) => source.look()));
    const seen = async () =>
      (await look()).flatMap((found) =>
        (found ?? []).map(({ alert, subject }) => [alert, subject]),
      );
    // A restart knows nothing of a vendor: what was told before stays told.
    expect((await look()).map((found) => found === null)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    const account = [
      ['key-refused', 'keyless'],
      ['out-of-credit', 'poor'],
    ];
    expect(await seen()).toEqual(account);
    pass(9 * MINUTE_MS);
    expect(await seen()).toEqual(account);
    pass(MINUTE_MS);
    expect(await seen()).toEqual([...account, ['vendor-down', 'away']]);
    watch.record('away', { kind: 'accepted', ticket: null });
    expect(await seen()).toEqual(account);
  });

  it('misses a backup that is two hours late, and not before', async () => {
    const { clock, pass } = setUp();
    const folder = mkdtempSync(join(tmpdir(), 'fourfold-alerts-'));
    ends.push(() => rmSync(folder, { recursive: true }));
    const source = backupSource(folder, 24 * HOUR_MS, clock);
    // A restart does not know yet.
    expect(await source.look()).toBeNull();
    pass(1.9 * HOUR_MS);
    expect(await source.look()).toBeNull();
    pass(0.2 * HOUR_MS);
    expect(await source.look()).toMatchObject([{ alert: 'backup-late' }]);
  });

  it('knows a disk with less than two GiB left', async () => {
    // It never has any room.
    expect(await diskSource('/proc').look()).toMatchObject([
      { alert: 'disk-nearly-full', subject: '/proc', detail: '0.0 GiB are free.' },
    ]);
  });

  it('knows a data folder that takes no file, and a database that takes no change', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fourfold-alerts-'));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    let isWritable = true;
    const source = writeSource(folder, { isWritable: async () => isWritable });
    expect(await source.look()).toEqual([]);
    isWritable = false;
    expect(await source.look()).toMatchObject([
      { alert: 'data-not-writable', subject: folder, detail: 'The database takes no changes.' },
    ]);
    isWritable = true;
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
    expect(await source.look()).toMatchObject([
      { alert: 'data-not-writable', detail: 'A file could not be written there: ENOENT.' },
    ]);
  });

  it('knows an archive that holds more than it may', async () => {
    const of = (bytes: number | null) => archiveSource({ bytes: () => bytes }, 1e9).look();
    expect(await of(null)).toBeNull();
    expect(await of(1.04e9)).toEqual([]);
    expect(await of(1.06e9)).toMatchObject([{ alert: 'archive-full' }]);
  });

  it('audits the books of a file in another thread, once a day', async () => {
    const { clock, pass } = setUp();
    const folder = mkdtempSync(join(tmpdir(), 'fourfold-alerts-'));
    ends.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'fourfold.db');
    await openSqliteStore({ file }).close();
    let audits = 0;
    const source = bookSource(async () => {
      audits += 1;
      return audits === 1 ? auditInThread(file) : ['account 1 is not the sum of its entries'];
    }, clock);
    expect(await source.look()).toBeNull();
    expect(audits).toBe(0);
    pass(2 * HOUR_MS);
    expect(await source.look()).toEqual([]);
    await source.look();
    expect(audits).toBe(1);
    pass(25 * HOUR_MS);
    expect(await source.look()).toMatchObject([{ alert: 'books-do-not-balance' }]);
    writeFileSync(file, 'no database at all, and long enough for a header');
    await expect(auditInThread(file)).rejects.toThrow();
  });

  it('say by how much a clock is wrong that is not followed', async () => {
    let aheadMs = 0;
    const source = clockSource(() => aheadMs);
    expect(await source.look()).toEqual([]);
    aheadMs = 36 * HOUR_MS;
    const detail = "It is 1.5 days ahead of Discord's.";
    expect(await source.look()).toEqual([{ alert: 'clock-wrong', subject: '', detail }]);
  });

  it.each([
    ['was too busy', 'overloaded'],
    ['gave no answer', 'unanswered'],
  ] as const)(
    'knows a bot that %s in five minutes running, and when it is over',
    async (_, alert) => {
      const { meter, shed, unanswered } = createMetrics(async () => NO_GAUGES);
      const isOverload = alert === 'overloaded';
      const count = () =>
        isOverload ? meter.interactionShed('busy') : meter.interactionUnanswered('late');
      count();
      const source = isOverload ? overloadSource(shed) : unansweredSource(unanswered);
      const looks: (readonly string[] | undefined)[] = [];
      for (const during of [0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 3, 0]) {
        for (let made = 0; made < during; made++) count();
        looks.push((await source.look())?.map((condition) => condition.alert));
      }
      expect(looks).toEqual([...Array.from({ length: 10 }, () => []), [alert], []]);
    },
  );

  it('are there of a report that nobody could be told of, and of no other', async () => {
    const { clock } = setUp();
    const job = aJob();
    const ageMs = { of: 0 };
    const told = new Map<string, string>();
    const source = reportSource(
      {
        reportedJobs: async () => [
          { job, reports: 2, lastAtMs: clock.nowMs() - ageMs.of, firstUserId: job.origin.userId },
        ],
        readFact: async (key) => told.get(key) ?? null,
      },
      clock,
    );
    // Its own message is on its way.
    expect(await source.look()).toEqual([]);
    ageMs.of = 60_000;
    expect(await source.look()).toMatchObject([
      { alert: 'reports-waiting', subject: job.id, detail: '2 people so far.' },
    ]);
    told.set(`report.told.${job.id}`, 'told');
    expect(await source.look()).toEqual([]);
  });

  it('are there of a moderation service that has not responded for two minutes', async () => {
    let sinceMs: number | null = null;
    let isAsked = false;
    let nowMs = 1_000_000;
    const source = moderatorSource(
      {
        trouble: () =>
          !isAsked ? undefined : sinceMs === null ? null : { sinceMs, detail: 'status 401' },
      },
      { nowMs: () => nowMs },
    );
    expect(await source.look()).toBeNull();
    isAsked = true;
    expect(await source.look()).toEqual([]);
    sinceMs = nowMs;
    expect(await source.look()).toEqual([]);
    nowMs += 2 * 60_000;
    expect(await source.look()).toMatchObject([
      { alert: 'moderation-down', detail: 'It gives no answer: status 401.' },
    ]);
  });
});

describe('a webhook', () => {
  it.each([
    ['/api/webhooks/1/token', 'content'],
    ['/services/T0/B0/secret', 'text'],
  ])('at %s gets the words as %s, and a refusal is no success', async (path, field) => {
    const { log, lines } = setUp();
    const bodies: unknown[] = [];
    let status = 200;
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        bodies.push(JSON.parse(body));
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const url = `http://127.0.0.1:${port}${path}`;
    expect(await sendToWebhook(url, 'It is down.', log)).toBe(true);
    expect(bodies).toMatchObject([{ [field]: 'It is down.' }]);
    status = 404;
    expect(await sendToWebhook(url, 'It is down.', log)).toBe(false);
    server.closeAllConnections();
    server.close();
    expect(await sendToWebhook(url, 'It is down.', log)).toBe(false);
    expect(lines.join()).not.toContain(path);
  });
});

/** How: `/operator export` and `/usage` on a playground, of more than a message holds; judged by the file that the person gets. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { csvTable } from '#discord/screens/csv-table.ts';
import type { Charge } from '#domain/charge.ts';
import type { RecordedDecision } from '#domain/decision.ts';
import { channelId, guildId, userId } from '#domain/ids.ts';
import type { UsageRow } from '#domain/usage.ts';
import type { ReportedJob } from '#ports/remark-store.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { discordJob, JOB_ID } from '#test/fixtures/discord-job.ts';
import { usageReport } from '#test/fixtures/usage-report.ts';

const SNOWFLAKE = '1499999999999999999';
const OPERATOR = userId('1400000000000000001');
const MEBIBYTE = 1024 * 1024;
const FREE_SERVER_BYTES = 10 * MEBIBYTE;
const PERIOD = { fromDay: '2026-11-01', toDay: '2026-11-30' };

const charge: Charge = {
  ...{ jobId: JOB_ID, guildId: guildId(SNOWFLAKE), channelId: channelId(SNOWFLAKE) },
  ...{ userId: userId(SNOWFLAKE), action: 'imagine', speed: 'fast', state: 'done' },
  ...{ acceptedAtMs: 1_790_000_000_000, updatedAtMs: 1_790_000_000_000 },
  ...{ priceCredits: 8, credits: 8, vendor: 'studio', vendorUnit: 'credit' },
  ...{ vendorCostMicros: 1, tickets: '[]' },
};
const decision: RecordedDecision = {
  ...{ guildId: guildId(SNOWFLAKE), author: SNOWFLAKE, atMs: 1_790_000_000_000, subject: null },
  decision: { kind: 'blocked', reason: 'spam' },
};
const reportedJob: ReportedJob = {
  ...{ job: discordJob({ state: 'done' }), reports: 1, lastAtMs: 1_790_000_000_000 },
  firstUserId: userId(SNOWFLAKE),
};
const row: UsageRow = {
  ...{ day: '2026-11-01', userId: userId(SNOWFLAKE), userName: 'x'.repeat(300) },
  ...{ channelId: channelId(SNOWFLAKE), action: 'imagine', jobs: 1, credits: 8 },
};

describe('what a message gets of a table', () => {
  it.each([
    [1, false],
    [0, true],
  ])('tells whether it is all of it: %d more than fit', async (beyond, isAll) => {
    const world = await setupContext({ settings: { operatorIds: [OPERATOR] } });
    onTestFinished(() => world.close());
    const { store } = world.context;
    const application = createApplication({
      ...world.context,
      store: {
        ...store,
        charges: async (_span, most) => Array.from({ length: most - 1 + beyond }, () => charge),
        usageRows: async (_server, _range, most) =>
          Array.from({ length: most - 1 + beyond }, () => row),
        decisions: async (_which, most) =>
          Array.from({ length: most - 1 + beyond }, () => decision),
        reportedJobs: async (most) => Array.from({ length: most - 1 + beyond }, () => reportedJob),
      },
    });
    const charges = await application.credits.charges(PERIOD);
    expect(charges).toMatchObject({ isAll });
    expect(charges.rows).toHaveLength(20_000);
    const rows = await application.credits.usageRows(guildId(SNOWFLAKE), PERIOD);
    expect(rows).toMatchObject({ isAll });
    expect(rows.rows).toHaveLength(50_000);
    const decisions = await application.audit.table({ kind: 'all' });
    expect(decisions).toMatchObject({ isAll });
    expect(decisions.rows).toHaveLength(20_000);
    const reports = await application.remarks.reports(OPERATOR);
    expect(reports).toMatchObject({ isAll });
    expect(reports?.rows).toHaveLength(10);
  });
});

describe('the answer', () => {
  let edge: Edge;
  beforeEach(async () => {
    edge = await setUpEdge();
  });
  afterEach(() => edge.stop());

  async function shown(): Promise<{ readonly words: string; readonly bytes: number }> {
    await edge.router.idle();
    const message = edge.playground.person('owner').sees(edge.channelId).at(-1);
    return {
      words:
        message?.embeds.map(({ title, description }) => `${title} ${description}`).join() ?? '',
      bytes: message?.attachments.find(({ filename }) => filename.endsWith('.csv'))?.size ?? 0,
    };
  }

  function withCredits(credits: Partial<Edge['scripted']['application']['credits']>): void {
    const { application } = edge.scripted;
    edge.scripted.application = {
      ...application,
      credits: { ...application.credits, isOperator: () => true, ...credits },
    };
  }

  it('of /operator export says where it ends, and what to do', async () => {
    withCredits({ charges: async () => ({ rows: [charge, charge], isAll: false }) });
    const options = { from: PERIOD.fromDay, to: PERIOD.toDay };
    await edge.playground.person('owner').command(edge.channelId, 'operator export', options);
    const { words } = await shown();
    expect(words).toContain('2 jobs');
    expect(words).toContain('ends after 2 lines: there are more. Choose fewer days');
  });

  it('of /operator export says nothing of it where it is whole', async () => {
    withCredits({ charges: async () => ({ rows: [charge, charge], isAll: true }) });
    const options = { from: PERIOD.fromDay, to: PERIOD.toDay };
    await edge.playground.person('owner').command(edge.channelId, 'operator export', options);
    const { words } = await shown();
    expect(words).toContain('2 jobs');
    expect(words).not.toContain('there are more');
  });

  it('of /operator log says that there are older decisions, and what to do', async () => {
    const { application } = edge.scripted;
    withCredits({});
    edge.scripted.application = {
      ...edge.scripted.application,
      audit: { ...application.audit, table: async () => ({ rows: [decision], isAll: false }) },
    };
    await edge.playground.person('owner').command(edge.channelId, 'operator log', { file: true });
    const { words } = await shown();
    expect(words).toContain('1 decision, the latest first. There are older ones: choose a server');
  });

  it('of /usage fits what the server takes, and says where it ends', async () => {
    withCredits({
      usage: async () => usageReport(),
      chart: async () => ({ kind: 'failed', detail: 'no chart in this test' }),
      usageRows: async () => ({ rows: Array.from({ length: 40_000 }, () => row), isAll: true }),
    });
    await edge.playground.person('owner').command(edge.channelId, 'usage', {});
    const { words, bytes } = await shown();
    expect(words).toMatch(/ends after \d\d,\d{3} lines: there are more/);
    expect(bytes).toBeGreaterThan(FREE_SERVER_BYTES - 1_000);
    expect(bytes).toBeLessThanOrEqual(FREE_SERVER_BYTES);
  });
});

it('a table is not larger than one request may be, whatever one file may be', () => {
  const rows = Array.from({ length: 30 }, () => 'x'.repeat(MEBIBYTE));
  const { attachment, cutAt } = csvTable(
    'text',
    { rows, isAll: true },
    { lineOf: (text) => text, bytesMax: 500 * MEBIBYTE },
  );
  expect(cutAt).toBe(23);
  expect(attachment.bytes.length).toBeLessThan(25 * MEBIBYTE);
});

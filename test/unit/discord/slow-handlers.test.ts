/**
 * Whatever is slow behind an interaction, its person is answered within Discord's three seconds. How: a playground whose
 * clock stands still, with the one use case that a handler waits for held back by the test.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TableRows } from '#application/accounts/table-rows.ts';
import type { Application } from '#application/application.ts';
import { type CustomId, encodeCustomId } from '#discord/components/custom-id.ts';
import type { Charge } from '#domain/charge.ts';
import { guildId, messageId } from '#domain/ids.ts';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { discordJob } from '#test/fixtures/discord-job.ts';

const SNOWFLAKE = '1499999999999999999';
/** Discord's "thinking", and a press that is taken without a change. */
const [DEFERRED, ACKNOWLEDGED] = ['5', '6'];

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const callbackTypes = () =>
  edge.playground.traffic
    .all()
    .filter(({ path }) => path.includes('callback'))
    .map(({ requestBody }) => /"type":(\d+)/.exec(JSON.stringify(requestBody))?.[1]);

const job = discordJob({ state: 'done' });

const report = {
  ...{ job, reporterId: job.origin.userId, atMs: 0, messageUrl: null, pageUrl: null },
  ...{ takenDown: null, dismissed: null, isBlocked: false, isGone: true },
};

/** What is held back, and how somebody comes to wait for it. */
type Slow = {
  readonly change: (held: Promise<void>, application: Application) => Partial<Application>;
  readonly by: 'Cancel Job' | CustomId;
  readonly first: string;
};

const credits = (application: Application) => ({
  ...application.credits,
  isOperator: () => true,
});

const SLOW: Readonly<Record<string, Slow>> = {
  'a message that is removed': {
    change: (held) => ({
      jobOfMessage: async () => {
        await held;
        return null;
      },
    }),
    by: 'Cancel Job',
    first: DEFERRED,
  },
  'a job that is taken down': {
    change: (held, application) => ({
      credits: credits(application),
      remarks: {
        ...application.remarks,
        reported: async () => report,
        takeDown: async () => {
          await held;
          return { job, isFirst: true };
        },
      },
    }),
    by: { kind: 'report', jobId: job.id, answer: 'down' },
    first: ACKNOWLEDGED,
  },
  'a server that is approved': {
    change: (held, application) => ({
      credits: {
        ...credits(application),
        change: async () => {
          await held;
          return true;
        },
      },
    }),
    by: { kind: 'approval', guildId: guildId(SNOWFLAKE), answer: 'approve' },
    first: ACKNOWLEDGED,
  },
  'a batch that is cancelled': {
    change: (held, application) => ({
      batches: {
        ...application.batches,
        cancel: async () => {
          await held;
          return [job];
        },
      },
    }),
    by: { kind: 'batch-cancel', confirmed: SNOWFLAKE },
    first: ACKNOWLEDGED,
  },
  'a mask that is drawn': {
    change: (held, application) => ({
      region: {
        ...application.region,
        modalFor: async () => null,
        submitParts: async () => {
          await held;
          return { kind: 'rejected', rejection: { kind: 'queue-full' } };
        },
      },
    }),
    by: {
      ...{ kind: 'region', jobId: job.id, chosen: [0], press: 'go' },
      sourceMessageId: messageId(SNOWFLAKE),
    },
    first: ACKNOWLEDGED,
  },
};

describe.each(Object.entries(SLOW))('%s', (_, { change, by, first }) => {
  it('is waited for after the first answer, and told then', async () => {
    const held = Promise.withResolvers<void>();
    const { application } = edge.scripted;
    edge.scripted.application = { ...application, ...change(held.promise, application) };
    const customId = typeof by === 'string' ? 'none' : encodeCustomId(by);
    const message = await postButtons(edge.playground, edge.channelId, [customId]);
    const asking =
      typeof by === 'string'
        ? edge.member.contextCommand(edge.channelId, by, message.id)
        : edge.member.press(message, { customId });
    await edge.waitedFor((ms) => ms === 1_200);
    expect(callbackTypes()).toEqual([]);
    edge.clock.advance(1_200);
    await edge.playground.until(() => callbackTypes().length > 0);
    expect(callbackTypes()).toEqual([first]);
    held.resolve();
    await asking;
    await edge.router.idle();
    const shown = edge.member.sees(edge.channelId);
    const told = typeof by !== 'string' && by.kind !== 'region' ? shown.at(0) : shown.at(-1);
    expect(JSON.stringify(told?.embeds)).not.toBe('[]');
    expect(edge.lines.filter((line) => /^(?:warn|error)/.test(line))).toEqual([]);
  });
});

it('what was held up before it came here has so much less time', async () => {
  const { application } = edge.scripted;
  const counted = Promise.withResolvers<TableRows<Charge>>();
  const beganMs = edge.clock.nowMs();
  edge.scripted.application = {
    ...application,
    credits: {
      ...application.credits,
      isOperator: () => {
        edge.clock.advance(2_000);
        return true;
      },
      charges: () => counted.promise,
    },
  };
  const asking = edge.playground
    .person('owner')
    .command(edge.channelId, 'operator export', { from: '2026-11-01', to: '2026-11-30' });
  await edge.waitedFor((ms) => ms <= 500 && ms > 0);
  edge.clock.advance(500);
  await edge.playground.until(() => callbackTypes().length > 0);
  expect(callbackTypes()).toEqual([DEFERRED]);
  expect(edge.clock.nowMs() - beganMs).toBeLessThan(3_000);
  counted.resolve({ rows: [], isAll: true });
  await asking;
  await edge.router.idle();
});

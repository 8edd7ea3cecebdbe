/** How: `/operator export` on a playground whose clock stands still; the inside answers when the test says so. */
import type { APIMessage } from 'discord-api-types/v10';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Charge } from '#domain/charge.ts';
import { channelId, guildId, userId } from '#domain/ids.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { JOB_ID } from '#test/fixtures/discord-job.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const charge: Charge = {
  jobId: JOB_ID,
  guildId: guildId('1499999999999999999'),
  channelId: channelId('1499999999999999999'),
  userId: userId('1499999999999999999'),
  action: 'imagine',
  speed: 'fast',
  state: 'done',
  acceptedAtMs: 1_790_000_000_000,
  updatedAtMs: 1_790_000_000_000,
  priceCredits: 8,
  credits: 8,
  vendor: 'studio',
  vendorUnit: 'credit',
  vendorCostMicros: 1,
  tickets: '[]',
};

/** The types of the callbacks, and what the operator sees in the end. */
async function exported(
  charges: () => Promise<readonly Charge[]>,
  meanwhile?: () => Promise<void>,
) {
  const { application } = edge.scripted;
  edge.scripted.application = {
    ...application,
    credits: {
      ...application.credits,
      isOperator: () => true,
      charges: async () => ({ rows: await charges(), isAll: true }),
    },
  };
  const owner = edge.playground.person('owner');
  const asking = owner.command(edge.channelId, 'operator export', {
    from: '2026-11-01',
    to: '2026-11-30',
  });
  await meanwhile?.();
  await asking;
  await edge.router.idle();
  const types = edge.playground.traffic
    .all()
    .filter(({ path }) => path.includes('callback'))
    .map(({ requestBody }) => /"type":(\d+)/.exec(JSON.stringify(requestBody))?.[1]);
  const shown: APIMessage | undefined = owner.sees(edge.channelId).at(-1);
  return { types, files: shown?.attachments.map(({ filename }) => filename), flags: shown?.flags };
}

it('is the first answer itself where it is ready and small', async () => {
  expect(await exported(async () => [charge])).toEqual({
    types: ['4'],
    files: ['charges.csv'],
    flags: 64,
  });
});

it('is announced first where its file takes a while to send', async () => {
  expect(await exported(async () => Array.from({ length: 20_000 }, () => charge))).toEqual({
    types: ['5'],
    files: ['charges.csv'],
    flags: 64,
  });
});

it('is announced first where it takes a while to make', async () => {
  const counted = Promise.withResolvers<readonly Charge[]>();
  const outcome = await exported(
    () => counted.promise,
    async () => {
      await edge.waitedFor((ms) => ms === 1_200);
      edge.clock.advance(1_200);
      await edge.playground.until(() =>
        edge.playground.traffic.all().some(({ path }) => path.includes('callback')),
      );
      counted.resolve([charge]);
    },
  );
  expect(outcome).toEqual({ types: ['5'], files: ['charges.csv'], flags: 64 });
});

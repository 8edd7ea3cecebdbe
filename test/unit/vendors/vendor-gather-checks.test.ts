import { describe, expect, it } from 'vitest';
import type { Json } from '#domain/json.ts';
import type { CheckOutcome } from '#ports/vendor.ts';
import { gatherChecks } from '#vendors/gather-checks.ts';

const seen = (percent: number): CheckOutcome => ({ kind: 'running', percent, preview: null });

function setup(unknown: readonly Json[] = []) {
  const calls: Json[][] = [];
  const check = gatherChecks({
    ticketsMax: 3,
    alone: async (ticket) => {
      calls.push([ticket]);
      return seen(Number(ticket));
    },
    together: async (tickets) => {
      calls.push([...tickets]);
      return tickets.map((ticket) => (unknown.includes(ticket) ? null : seen(Number(ticket))));
    },
  });
  return { calls, check };
}

describe('checks made at the same moment', () => {
  it('travel together, at most as many as the vendor takes, and each gets its own answer', async () => {
    const { calls, check } = setup();
    const outcomes = await Promise.all([1, 2, 3, 4].map((ticket) => check(ticket)));
    expect(outcomes).toEqual([1, 2, 3, 4].map(seen));
    expect(calls).toEqual([[1, 2, 3], [4]]);
  });

  it('are asked about alone where the common answer leaves them out', async () => {
    const { calls, check } = setup([2]);
    expect(await Promise.all([check(1), check(2)])).toEqual([seen(1), seen(2)]);
    expect(calls).toEqual([[1, 2], [2]]);
  });

  it('are not held up for company', async () => {
    const { calls, check } = setup();
    expect(await check(9)).toEqual(seen(9));
    expect(await check(8)).toEqual(seen(8));
    expect(calls).toEqual([[9], [8]]);
  });
});

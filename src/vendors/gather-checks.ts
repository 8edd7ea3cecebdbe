/**
 * Batches status requests that are made within a short window, where the vendor has a call for many tickets. It is
 * transparent to callers: each polls its own ticket and gets its own outcome. Tickets missing from the batch reply are
 * polled individually, so that a list that lags behind ends no job.
 */
import DataLoader from 'dataloader';
import type { Json } from '#domain/json.ts';
import type { CheckOutcome } from '#ports/vendor.ts';

/** Jobs that are due together are claimed and read within this time, in ms. */
const GATHER_MS = 15;

/** `check` for one ticket, over the call for many. */
export function gatherChecks(calls: {
  readonly ticketsMax: number;
  readonly alone: (ticket: Json) => Promise<CheckOutcome>;
  /** One outcome per ticket, in order; null where the reply has none. Never rejects. */
  readonly together: (tickets: readonly Json[]) => Promise<readonly (CheckOutcome | null)[]>;
}): (ticket: Json) => Promise<CheckOutcome> {
  const { alone, together, ticketsMax: maxBatchSize } = calls;
  // Each value is a function, so that a ticket that must be polled alone delays no other.
  const loader = new DataLoader<{ readonly ticket: Json }, () => Promise<CheckOutcome>>(
    async (askings) => {
      const tickets = askings.map(({ ticket }) => ticket);
      const outcomes = tickets.length === 1 ? [] : await together(tickets);
      return tickets.map((ticket, place) => async () => outcomes[place] ?? alone(ticket));
    },
    { cache: false, maxBatchSize, batchScheduleFn: (send) => setTimeout(send, GATHER_MS) },
  );
  return async (ticket) => (await loader.load({ ticket }))();
}

/**
 * Status requests made within a moment become one, where the vendor has such a call. Callers know
 * nothing of it: each asks about its own ticket and gets its own answer. What the common answer
 * leaves out is asked about alone, so that a list which lags behind ends no job.
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
  /** One outcome per ticket, in order; null where the answer does not say. Never rejects. */
  readonly together: (tickets: readonly Json[]) => Promise<readonly (CheckOutcome | null)[]>;
}): (ticket: Json) => Promise<CheckOutcome> {
  const { alone, together, ticketsMax: maxBatchSize } = calls;
  // Each answer is a function, so that whoever is asked about alone keeps no other waiting.
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

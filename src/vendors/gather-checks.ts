/**
 * Status requests made within a moment become one, where the vendor has such a call. Callers know
 * nothing of it: each asks about its own ticket and gets its own answer. What the common answer
 * leaves out is asked about alone, so that a list which lags behind ends no job.
 */
import type { Json } from '#domain/json.ts';
import type { CheckOutcome } from '#ports/vendor.ts';

/** Jobs that are due together are claimed and read within this time, in ms. */
const GATHER_MS = 15;

type Asking = {
  readonly ticket: Json;
  readonly answer: (outcome: CheckOutcome | Promise<CheckOutcome>) => void;
};

/** `check` for one ticket, over the call for many. */
export function gatherChecks(calls: {
  readonly ticketsMax: number;
  readonly alone: (ticket: Json) => Promise<CheckOutcome>;
  /** One outcome per ticket, in order; null where the answer does not say. Never rejects. */
  readonly together: (tickets: readonly Json[]) => Promise<readonly (CheckOutcome | null)[]>;
}): (ticket: Json) => Promise<CheckOutcome> {
  let gathered: Asking[] = [];

  const send = async (askings: readonly Asking[]): Promise<void> => {
    const [only] = askings;
    if (askings.length === 1 && only !== undefined) return only.answer(calls.alone(only.ticket));
    const outcomes = await calls.together(askings.map(({ ticket }) => ticket));
    for (const [place, { ticket, answer }] of askings.entries()) {
      answer(outcomes[place] ?? calls.alone(ticket));
    }
  };

  const flush = async (): Promise<void> => {
    const all = gathered;
    gathered = [];
    const parts = Math.ceil(all.length / calls.ticketsMax);
    await Promise.all(
      Array.from({ length: parts }, (_, part) =>
        send(all.slice(part * calls.ticketsMax, (part + 1) * calls.ticketsMax)),
      ),
    );
  };

  return (ticket) =>
    new Promise((resolve, reject) => {
      gathered.push({ ticket, answer: resolve });
      if (gathered.length === 1) setTimeout(() => flush().catch(reject), GATHER_MS);
    });
}

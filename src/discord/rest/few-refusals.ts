/**
 * Lookups of channels named or used by users. Server managers can create any number of channels that the bot may not
 * see, and each refused lookup counts against the bot's address (`request-budget.ts`): without their own limit, lookups
 * would use up the budget for posting results in every server. Callers must handle a missing answer. It never waits.
 */
import type { Clock } from '#ports/clock.ts';
import { createCountedRefusals } from './counted-refusals.ts';
import type { DiscordReply, DiscordRest } from './discord-rest.ts';

/** Per ten minutes; a third of the budget of everything except answers to interactions. */
const REFUSED_MAX = 12;

const HELD: DiscordReply<never> = {
  kind: 'failed',
  failure: { kind: 'retry', afterMs: 60_000, detail: 'too many lookups were refused lately' },
};

/** Requests with a limit on refusals: above it a request is not sent, and fails as temporary. */
export function withFewRefusals(rest: DiscordRest, clock: Pick<Clock, 'nowMs'>): DiscordRest {
  const refusals = createCountedRefusals<null>(clock);
  let underWay = 0;
  return {
    ask: async (request) => {
      // Limits bursts: requests in progress may be refused too.
      if (refusals.count() + underWay >= REFUSED_MAX) return HELD;
      underWay += 1;
      try {
        const reply = await rest.ask(request);
        if (reply.kind === 'failed') refusals.note(null, reply.failure);
        return reply;
      } finally {
        underWay -= 1;
      }
    },
  };
}

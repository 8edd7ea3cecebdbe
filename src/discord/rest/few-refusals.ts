/**
 * A way to look at places that people name or ask from. Whoever manages a server has as many channels that the bot may
 * not see as they like, and each refused look counts against the bot's address (`request-budget.ts`): without a bound of
 * their own, looks would use up what results are posted with, in every server. Relies on its callers for going on
 * without an answer. It never waits.
 */
import type { Clock } from '#ports/clock.ts';
import { createCountedRefusals } from './counted-refusals.ts';
import type { DiscordReply, DiscordRest } from './discord-rest.ts';

/** In ten minutes; a third of what everything but answers to interactions may have. */
const REFUSED_MAX = 12;

const HELD: DiscordReply<never> = {
  kind: 'failed',
  failure: { kind: 'retry', afterMs: 60_000, detail: 'too many looks were refused lately' },
};

/** The same requests, of which Discord refuses few: one more is not sent, and fails as what may pass. */
export function withFewRefusals(rest: DiscordRest, clock: Pick<Clock, 'nowMs'>): DiscordRest {
  const refusals = createCountedRefusals<null>(clock);
  let underWay = 0;
  return {
    ask: async (request) => {
      // A burst gets no further: what is under way may be refused.
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

/**
 * A way to look at places that people name or ask from. Whoever manages a server has as many channels that the bot may
 * not see as they like, and each refused look counts against the bot's address (`request-budget.ts`): without a bound of
 * their own, looks would use up what results are posted with, in every server. Relies on its callers for going on
 * without an answer. It never waits.
 */
import type { Clock } from '#ports/clock.ts';
import { isCounted } from './discord-failures.ts';
import type { DiscordReply, DiscordRest } from './discord-rest.ts';

/** In the time that Discord counts, a third of what everything but answers to interactions may have. */
const REFUSED_MAX = 12;
const WINDOW_MS = 10 * 60_000;

const HELD: DiscordReply<never> = {
  kind: 'failed',
  failure: { kind: 'retry', afterMs: WINDOW_MS, detail: 'too many looks were refused lately' },
};

/** The same requests, of which Discord refuses few: one more is not sent, and fails as what may pass. */
export function withFewRefusals(
  rest: DiscordRest,
  clock: Pick<Clock, 'nowMs'>,
): DiscordRest {
  let refusedAt: readonly number[] = [];
  let underWay = 0;
  return {
    ask: async (request) => {
      const nowMs = clock.nowMs();
      // A clock that was set back forgets none for longer.
      refusedAt = refusedAt.filter((atMs) => Math.abs(nowMs - atMs) < WINDOW_MS);
      // A burst gets no further: what is under way may be refused.
      if (refusedAt.length + underWay >= REFUSED_MAX) return HELD;
      underWay += 1;
      try {
        const reply = await rest.ask(request);
        const isRefused = reply.kind === 'failed' && isCounted(reply.failure);
        if (isRefused) refusedAt = [...refusedAt, clock.nowMs()];
        return reply;
      } finally {
        underWay -= 1;
      }
    },
  };
}

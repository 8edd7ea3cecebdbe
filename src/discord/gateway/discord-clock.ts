import { snowflakeAtMs } from '#discord/rest/snowflake.ts';
import type { Clock } from '#ports/clock.ts';

/** Discord's time, by what its answers say; never later than it really is there. */
export type DiscordClock = {
  /** Takes the `date` header of an answer; null changes nothing. */
  learn(date: string | null): void;
  /** Whether the first answer to an interaction certainly comes too late; false where that is not known. */
  isTooLate(payload: unknown): boolean;
};

/** Discord takes the first answer to an interaction for so long (docs.discord.com, Interactions). */
const ANSWERED_WITHIN_MS = 3_000;

/** A clock that knows nothing yet. */
export function createDiscordClock(clock: Pick<Clock, 'nowMs'>): DiscordClock {
  /** Discord's clock less this machine's; whole seconds of Discord's, rounded down. */
  let aheadMs: number | null = null;
  return {
    learn: (date) => {
      const atMs = Date.parse(date ?? '');
      if (!Number.isNaN(atMs)) aheadMs = atMs - clock.nowMs();
    },
    isTooLate: (payload) => {
      const id = idOf(payload);
      if (aheadMs === null || id === null) return false;
      return clock.nowMs() + aheadMs - snowflakeAtMs(id) > ANSWERED_WITHIN_MS;
    },
  };
}

function idOf(payload: unknown): string | null {
  if (typeof payload !== 'object' || payload === null || !('id' in payload)) return null;
  const { id } = payload;
  return typeof id === 'string' && /^\d{1,20}$/.test(id) ? id : null;
}

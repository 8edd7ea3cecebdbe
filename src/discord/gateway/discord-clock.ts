/**
 * Discord's time, by what its answers say. Relies on a clock that nobody sets (the process's own uptime), so that setting
 * the machine's clock changes nothing. It never takes Discord's time for later than it is there: an interaction is at
 * least as old as it says.
 */
import { snowflakeAtMs } from '#discord/rest/snowflake.ts';

/** Discord's time as far as it is known. */
export type DiscordClock = {
  /** Takes the `date` header of an answer; null changes nothing. */
  learn(date: string | null): void;
  /** How old an interaction is at least, in ms; null where Discord's time or the interaction's is not known. */
  ageMs(payload: unknown): number | null;
};

/** Of the answers of a minute or two, the one that came closest to the beginning of its second is the most exact. */
const WINDOW_MS = 60_000;

/** A clock that knows nothing yet. */
export function createDiscordClock(uptimeMs: () => number): DiscordClock {
  /** Discord's time less the uptime, and since when the best such sample is looked for. */
  let current: { readonly sinceMs: number; readonly aheadMs: number } | null = null;
  let previousMs = Number.NEGATIVE_INFINITY;
  return {
    learn: (date) => {
      const atMs = Date.parse(date ?? '');
      if (Number.isNaN(atMs)) return;
      const nowMs = uptimeMs();
      // Whole seconds, rounded down, and some ms on the way: every sample is too small.
      const aheadMs = atMs - nowMs;
      if (current === null || nowMs - current.sinceMs > WINDOW_MS) {
        previousMs = current?.aheadMs ?? previousMs;
        current = { sinceMs: nowMs, aheadMs };
      } else if (aheadMs > current.aheadMs) {
        current = { ...current, aheadMs };
      }
    },
    ageMs: (payload) => {
      const id = idOf(payload);
      if (current === null || id === null) return null;
      const aheadMs = Math.max(current.aheadMs, previousMs);
      return Math.max(0, uptimeMs() + aheadMs - snowflakeAtMs(id));
    },
  };
}

function idOf(payload: unknown): string | null {
  if (typeof payload !== 'object' || payload === null || !('id' in payload)) return null;
  const { id } = payload;
  return typeof id === 'string' && /^\d{1,20}$/.test(id) ? id : null;
}

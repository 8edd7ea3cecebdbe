/**
 * Discord's time, from the `date` headers of its responses. Relies on the process's uptime, so that setting the
 * machine's clock changes nothing. It never runs ahead of Discord's real time: an interaction is at least as old as it
 * says.
 */
import { snowflakeAtMs } from '#discord/rest/snowflake.ts';

/** Discord's time, as far as known. */
export type DiscordClock = {
  /** Takes the `date` header of a response; null changes nothing. */
  learn(date: string | null): void;
  /** Discord's time in ms since 1970, up to about a second early; null if unknown. */
  nowMs(): number | null;
  /** The minimum age of an interaction in ms; null if Discord's time or the interaction's is unknown. */
  ageMs(payload: unknown): number | null;
};

/** Among the responses of one or two minutes, the one closest to the start of its second is the most exact. */
const WINDOW_MS = 60_000;

/** A clock without samples. */
export function createDiscordClock(uptimeMs: () => number): DiscordClock {
  /** The best sample of Discord's time minus the uptime, and the start of its window. */
  let current: { readonly sinceMs: number; readonly aheadMs: number } | null = null;
  let previousMs = Number.NEGATIVE_INFINITY;
  const nowMs = (): number | null =>
    current === null ? null : uptimeMs() + Math.max(current.aheadMs, previousMs);
  return {
    nowMs,
    learn: (date) => {
      const atMs = Date.parse(date ?? '');
      if (Number.isNaN(atMs)) return;
      const upMs = uptimeMs();
      // Headers are rounded down to seconds and take some ms to arrive: every sample is too small.
      const aheadMs = atMs - upMs;
      if (current === null || upMs - current.sinceMs > WINDOW_MS) {
        previousMs = current?.aheadMs ?? previousMs;
        current = { sinceMs: upMs, aheadMs };
      } else if (aheadMs > current.aheadMs) {
        current = { ...current, aheadMs };
      }
    },
    ageMs: (payload) => {
      const id = idOf(payload);
      const atMs = nowMs();
      return atMs === null || id === null ? null : Math.max(0, atMs - snowflakeAtMs(id));
    },
  };
}

function idOf(payload: unknown): string | null {
  if (typeof payload !== 'object' || payload === null || !('id' in payload)) return null;
  const { id } = payload;
  return typeof id === 'string' && /^\d{1,20}$/.test(id) ? id : null;
}

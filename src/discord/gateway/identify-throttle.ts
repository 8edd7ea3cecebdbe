/**
 * When the bot may begin a new session with Discord. More than 1,000 beginnings in a day (docs.discord.com, Gateway,
 * Identifying) end every session and reset the bot's token, so that a gateway which ends each session at once, or a bot
 * that crashes at every start, must not get there. What began is on disk before it begins.
 */
import { createKeptTimes, type Facts } from '#discord/rest/kept-times.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Discord's own pace: one in five seconds. */
const FIRST_PAUSE_MS = 5_000;
/** With twice as long each time, an hour of ended sessions has about ten beginnings. */
const LONGEST_PAUSE_MS = 8 * 60_000;
/** From so many in a day on, which only restarts reach, they are at least this far apart. */
const SLOW_FROM = 450;
const SLOW_PAUSE_MS = 200_000;
/** None beyond so many; a hundred are left to a person who looks for the fault. */
const DAILY_MAX = 900;

/** What the gateway asks before each beginning of a session. */
export type IdentifyThrottle = {
  /** Resolves when the session may begin; rejects where the signal ends first. */
  waitForIdentify(shardId: number, signal: AbortSignal): Promise<void>;
};

/** A throttle that knows what earlier processes began. */
export function createIdentifyThrottle(parts: {
  readonly facts: Facts;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn' | 'error'>;
}): IdentifyThrottle {
  const { clock, log } = parts;
  const begun = createKeptTimes({ ...parts, key: 'discord-identifies', windowMs: DAY_MS });
  let own: readonly number[] = [];
  let queue: Promise<void> = Promise.resolve();

  /** The earliest moment for the next one. */
  const nextAtMs = (): number => {
    const nowMs = clock.nowMs();
    own = own.filter((atMs) => atMs > nowMs - HOUR_MS && atMs <= nowMs);
    const lastOwn = own.at(-1);
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (own.length - 1), LONGEST_PAUSE_MS);
    const day = begun.list();
    const last = day.at(-1);
    return Math.max(
      lastOwn === undefined ? nowMs : lastOwn + pauseMs,
      last === undefined || day.length < SLOW_FROM ? nowMs : last + SLOW_PAUSE_MS,
      (day[day.length - DAILY_MAX] ?? nowMs - DAY_MS) + DAY_MS,
    );
  };

  const wait = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    await begun.load();
    const atMs = nextAtMs();
    const pauseMs = atMs - clock.nowMs();
    if (pauseMs > 0) {
      if (pauseMs > FIRST_PAUSE_MS) {
        const today = begun.list().length;
        log.warn({ pauseMs, today }, 'session begins later: too many began');
      }
      await clock.sleepUntil(atMs, signal);
      signal.throwIfAborted();
    }
    own = [...own, clock.nowMs()];
    await begun.add();
  };

  return {
    waitForIdentify: (_shard, signal) => {
      const turn = queue.then(() => wait(signal));
      // The next one waits for its turn, whatever became of this one.
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}

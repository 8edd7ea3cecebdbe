/**
 * Limits new sessions with Discord. More than 1,000 in a day (docs.discord.com, Gateway, Identifying) end every session
 * and reset the bot's token, so that neither a gateway that closes every session at once nor a bot that crashes at
 * every start may reach that. Session starts and turns are stored before the session begins, so that the limit holds
 * for all processes of the bot together.
 */
import { createStoredTimes, type Facts } from '#discord/rest/stored-times.ts';
import { DAY_MS, HOUR_MS } from '#domain/period.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

/** Discord's limit: one in five seconds, for each of `max_concurrency` lanes. */
const FIRST_PAUSE_MS = 5_000;
/** Discord ends a few sessions in an hour of its own accord; nobody is answered until the next one begins. */
const PROMPT_ONES = 8;
/** With pauses that double after these, a shard that fails for an hour starts about twenty sessions. */
const LONGEST_PAUSE_MS = 8 * 60_000;
/** Above this share of the daily limit, which only restarts reach, sessions start at least this far apart. */
const SLOW_FROM = 0.45;
const SLOW_PAUSE_MS = 200_000;
/** None beyond this share; the rest is left for a person who looks for the cause. */
const DAILY_PART = 0.9;
/** A turn further ahead was taken with a wrong clock. */
const FURTHEST_TURN_MS = HOUR_MS;

/** Discord's limits for this bot (docs.discord.com, Session Start Limit Object). */
export type StartLimits = { readonly perDay: number; readonly lanes: number };

/** The limits of most bots. */
export const USUAL_LIMITS: StartLimits = { perDay: 1_000, lanes: 1 };

/** Asked before each new session. */
export type IdentifyThrottle = {
  /** Resolves when the session may begin; rejects if the signal aborts first. */
  waitForIdentify(shardId: number, signal: AbortSignal): Promise<void>;
};

/** A throttle over the session starts of all processes. */
export function createIdentifyThrottle(parts: {
  readonly facts: Facts;
  readonly limits?: () => StartLimits;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn' | 'error'>;
}): IdentifyThrottle {
  const { facts, clock, log, limits = () => USUAL_LIMITS } = parts;
  const begun = createStoredTimes({ ...parts, key: 'discord-identifies', windowMs: DAY_MS });
  let own: readonly { readonly shard: number; readonly atMs: number }[] = [];
  const queues = new Map<number, Promise<void>>();

  /** The earliest time of the next session. */
  const nextAtMs = (shard: number): number => {
    const nowMs = clock.nowMs();
    const { perDay } = limits();
    own = own.filter(({ atMs }) => atMs > nowMs - HOUR_MS && atMs <= nowMs);
    const before = own.filter((one) => one.shard === shard);
    const lastOwn = before.at(-1);
    const doublings = Math.max(0, before.length - PROMPT_ONES);
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** doublings, LONGEST_PAUSE_MS);
    const day = begun.list();
    const last = day.at(-1);
    return Math.max(
      lastOwn === undefined ? nowMs : lastOwn.atMs + pauseMs,
      last === undefined || day.length < perDay * SLOW_FROM ? nowMs : last + SLOW_PAUSE_MS,
      (day[day.length - Math.floor(perDay * DAILY_PART)] ?? nowMs - DAY_MS) + DAY_MS,
    );
  };

  /** Takes the lane's next turn at or after that time, and returns its time; other processes take later ones. */
  const takeTurn = async (lane: number, notBeforeMs: number): Promise<number> => {
    const key = `discord-identify-turn:${lane}`;
    for (;;) {
      const before = await facts.readFact(key);
      const last = before === null ? Number.NaN : Number(before);
      const isLikely = last <= clock.nowMs() + FURTHEST_TURN_MS;
      const atMs = isLikely ? Math.max(notBeforeMs, last + FIRST_PAUSE_MS) : notBeforeMs;
      if (await facts.replaceFact(key, before, String(atMs))) return atMs;
    }
  };

  const wait = async (shard: number, lane: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    await begun.load();
    const atMs = await takeTurn(lane, nextAtMs(shard));
    const pauseMs = atMs - clock.nowMs();
    if (pauseMs > 0) {
      if (pauseMs > FIRST_PAUSE_MS) {
        const today = begun.list().length;
        log.warn({ shard, pauseMs, today }, 'session start delayed: too many recent starts');
      }
      await clock.sleepUntil(atMs, signal);
      signal.throwIfAborted();
    }
    own = [...own, { shard, atMs: clock.nowMs() }];
    await begun.add();
  };

  return {
    waitForIdentify: (shard, signal) => {
      const lane = shard % Math.max(1, limits().lanes);
      const turn = (queues.get(lane) ?? Promise.resolve()).then(() => wait(shard, lane, signal));
      // The next one waits its turn whether or not this one succeeds.
      queues.set(
        lane,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
}

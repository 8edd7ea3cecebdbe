/**
 * The machine's clock, checked against Discord's. By a clock that is years ahead retention would remove everything, and
 * credits would expire and be granted for months to come; none of that can be undone. So a clock that is more than a day
 * ahead is not followed: time goes on by Discord's. One that is behind removes less, and is followed.
 */
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

/** Every time zone, and a clock set by hand to the wrong day, are within this. */
const AHEAD_MAX_MS = 24 * 60 * 60_000;

/** Checks the clock by a reference time in ms; null while that is unknown, when the clock is followed as it is. */
export function createCheckedClock(
  clock: Clock,
  referenceMs: () => number | null,
  log: Pick<Log, 'error' | 'info'>,
): Clock & {
  /** How far the clock is ahead, in ms, where it is not followed; else 0. */
  readonly aheadMs: () => number;
} {
  let isFollowed = true;
  const aheadMs = (): number => {
    const reference = referenceMs();
    const ms = reference === null ? 0 : clock.nowMs() - reference;
    const isWrong = ms > AHEAD_MAX_MS;
    if (isWrong && isFollowed) log.error({ aheadMs: ms }, "clock wrong: Discord's time is used");
    if (!isWrong && !isFollowed) log.info({ aheadMs: ms }, 'clock right again');
    isFollowed = !isWrong;
    return isWrong ? ms : 0;
  };
  return {
    aheadMs,
    nowMs: () => clock.nowMs() - aheadMs(),
    sleepUntil: (atMs, signal) => clock.sleepUntil(atMs + aheadMs(), signal),
  };
}

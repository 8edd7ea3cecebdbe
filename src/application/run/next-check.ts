/**
 * When to poll a job next. A poll costs the same at any time and is most useful when the job is likely to be done, so
 * each comes when one in ten of the jobs still running is usually done: late at first, frequent where most jobs end,
 * rare for stragglers. A job takes at most about nine polls whatever the vendor's pace, and never more than the
 * vendor's advised rate allows for the elapsed time. Where that rate is the limit, polls saved at first are spent about
 * as evenly over the time in which jobs end as an optimal plan does; a test computes that plan and compares.
 */
import type { VendorLimits } from '#ports/vendor.ts';
import { type DurationSpread, doneByMs, shareDoneBy } from './duration-spread.ts';

/** Input for choosing the next poll; times are in ms after acceptance. */
export type CheckFacts = {
  readonly elapsedMs: number;
  /** How long such jobs usually take; null until enough have been seen. */
  readonly usual: DurationSpread | null;
  readonly limits: Pick<VendorLimits, 'firstCheckMs' | 'checkEveryMs'>;
  /** The vendor reports the end by webhook: polls are a backup, and show progress. */
  readonly isReported: boolean;
};

/** The first poll is a little earlier: every job that has ended before it is waiting. */
const SHARE_FIRST = 0.06;
const SHARE = 0.1;
const SHARE_REPORTED = 0.5;
/**
 * How far polls saved before the first one may shorten the advised pause. With a smaller share they would be spent
 * before most jobs end.
 */
const APART_SHARE = 0.55;
/** Two polls are at least this share of their planned distance apart. */
const LATE_SHARE = 0.75;
/** Observed jobs needed before their durations replace the vendor's own figures. */
const OBSERVED_MIN = 5;
/** The shortest time between backup polls. */
const REPORTED_EVERY_MS = 10_000;
/** A straggler's polls are at least this share of its age apart. */
const STRAGGLER_SHARE = 0.1;
/** A job is a straggler once this share of jobs is done. */
const STRAGGLER_FROM = 0.98;
/** The most polls in a plan; beyond them the job is far past every deadline. */
const POLLS_MAX = 2_000;

/** The next poll after `elapsedMs`, in ms after acceptance. */
export function nextCheckMs(facts: CheckFacts): number {
  const pace = paceOf(facts);
  // Polls are never exactly on time; a late one must not cost the next one.
  const earliestMs = facts.elapsedMs === 0 ? 0 : facts.elapsedMs + pace.apartMs * LATE_SHARE;
  let atMs = pace.firstMs;
  for (let poll = 2; poll <= POLLS_MAX && atMs < earliestMs; poll++) {
    atMs = Math.max(pace.after(atMs), atMs + pace.apartMs, poll * pace.everyMs);
  }
  return Math.round(Math.max(atMs, earliestMs));
}

type Pace = {
  readonly firstMs: number;
  /** The shortest planned time between two polls. */
  readonly apartMs: number;
  /** The shortest average time between polls since acceptance. */
  readonly everyMs: number;
  readonly after: (atMs: number) => number;
};

function paceOf({ usual, limits, isReported }: CheckFacts): Pace {
  const everyMs = isReported
    ? Math.max(REPORTED_EVERY_MS, limits.checkEveryMs)
    : limits.checkEveryMs;
  if (usual === null || usual.count < OBSERVED_MIN) {
    const firstMs = isReported ? Math.max(everyMs, limits.firstCheckMs) : limits.firstCheckMs;
    const after = (atMs: number) => atMs + Math.max(everyMs, STRAGGLER_SHARE * atMs);
    return { firstMs, apartMs: everyMs, everyMs: 0, after };
  }
  const share = isReported ? SHARE_REPORTED : SHARE;
  const stragglerMs = doneByMs(usual, STRAGGLER_FROM);
  return {
    firstMs: Math.max(limits.firstCheckMs, doneByMs(usual, isReported ? share : SHARE_FIRST)),
    // Polls saved before the first one may be spent where they are most useful.
    apartMs: isReported ? everyMs : everyMs * APART_SHARE,
    everyMs,
    after: (atMs) => {
      if (atMs >= stragglerMs) return atMs * (1 + STRAGGLER_SHARE);
      const done = shareDoneBy(usual, atMs);
      return doneByMs(usual, done + share * (1 - done));
    },
  };
}

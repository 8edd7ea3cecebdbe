/**
 * When to ask about a job again. Asking costs the vendor the same at any time and tells most when
 * the job is likely to be done, so that each poll comes when one in ten of the jobs still
 * running is usually done: late at first, close together where most jobs end, rare for stragglers.
 * A whole job then takes at most about nine polls whatever the vendor's pace, and never more of them than
 * the vendor's advised rate allows for the time that has passed. Where that rate is what limits, polls saved
 * at first are spent about as evenly over the time in which jobs end as the best possible plan does; a test
 * works that plan out and compares.
 */
import type { VendorLimits } from '#ports/vendor.ts';
import { type DurationSpread, doneByMs, shareDoneBy } from './duration-spread.ts';

/** What decides the next poll; times are in ms after acceptance. */
export type CheckFacts = {
  readonly elapsedMs: number;
  /** How long such jobs usually take; null until enough have been seen. */
  readonly usual: DurationSpread | null;
  readonly limits: Pick<VendorLimits, 'firstCheckMs' | 'checkEveryMs'>;
  /** The vendor reports the end: looking is only the backup, and for progress. */
  readonly isReported: boolean;
};

/** The first poll is a little earlier, because nothing was seen before it: all that ended by then waited. */
const SHARE_FIRST = 0.06;
const SHARE = 0.1;
const SHARE_REPORTED = 0.5;
/**
 * How far the advised pause may be shortened by polls that were saved before the first one. Shorter, and they
 * would be spent before most jobs end.
 */
const APART_SHARE = 0.55;
/** Two polls are this part of the planned distance apart at least. */
const LATE_SHARE = 0.75;
/** Jobs seen before their durations are believed; until then the vendor's own figures hold. */
const BELIEVED_AFTER = 5;
/** Backup polls are at least so far apart. */
const REPORTED_EVERY_MS = 10_000;
/** A straggler's polls are at least this share of its age apart. */
const STRAGGLER_SHARE = 0.1;
/** From here on a job is a straggler. */
const STRAGGLER_FROM = 0.98;
/** Looks that a plan can hold; beyond them the job is far past every deadline. */
const POLLS_MAX = 2_000;

/** The next poll after `elapsedMs`, in ms after acceptance. */
export function nextCheckMs(facts: CheckFacts): number {
  const pace = paceOf(facts);
  // A poll is never made exactly when it was planned; one that came late must not cost the next one.
  const earliestMs = facts.elapsedMs === 0 ? 0 : facts.elapsedMs + pace.apartMs * LATE_SHARE;
  let atMs = pace.firstMs;
  for (let poll = 2; poll <= POLLS_MAX && atMs < earliestMs; poll++) {
    atMs = Math.max(pace.after(atMs), atMs + pace.apartMs, poll * pace.everyMs);
  }
  return Math.round(Math.max(atMs, earliestMs));
}

type Pace = {
  readonly firstMs: number;
  /** No two polls are planned closer. */
  readonly apartMs: number;
  /** On the whole, from acceptance on, polls are this far apart or farther. */
  readonly everyMs: number;
  readonly after: (atMs: number) => number;
};

function paceOf({ usual, limits, isReported }: CheckFacts): Pace {
  const everyMs = isReported
    ? Math.max(REPORTED_EVERY_MS, limits.checkEveryMs)
    : limits.checkEveryMs;
  if (usual === null || usual.count < BELIEVED_AFTER) {
    const firstMs = isReported ? Math.max(everyMs, limits.firstCheckMs) : limits.firstCheckMs;
    const after = (atMs: number) => atMs + Math.max(everyMs, STRAGGLER_SHARE * atMs);
    return { firstMs, apartMs: everyMs, everyMs: 0, after };
  }
  const share = isReported ? SHARE_REPORTED : SHARE;
  const stragglerMs = doneByMs(usual, STRAGGLER_FROM);
  return {
    firstMs: Math.max(limits.firstCheckMs, doneByMs(usual, isReported ? share : SHARE_FIRST)),
    // Looks saved before the first one may be spent where they tell most.
    apartMs: isReported ? everyMs : everyMs * APART_SHARE,
    everyMs,
    after: (atMs) => {
      if (atMs >= stragglerMs) return atMs * (1 + STRAGGLER_SHARE);
      const done = shareDoneBy(usual, atMs);
      return doneByMs(usual, done + share * (1 - done));
    },
  };
}

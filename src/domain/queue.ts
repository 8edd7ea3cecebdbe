import type { LimitSettings } from './guild-settings.ts';

/** The limits of one member's unfinished jobs in a server. Jobs served from the archive do not count. */
export type QueueLimits = {
  /** Concurrent jobs at vendors. */
  readonly running: number;
  /** Accepted jobs that wait for a slot. */
  readonly waiting: number;
};

/** Midjourney's largest batch. */
export const BATCH_MAX = 40;

/** The effective limits in a server: it can lower the operator's limits, never raise them. */
export const queueLimitsIn = (
  { runningMax, waitingMax }: Pick<LimitSettings, 'runningMax' | 'waitingMax'>,
  { running, waiting }: QueueLimits,
): QueueLimits => ({
  running: Math.min(runningMax ?? running, running),
  waiting: Math.min(waitingMax ?? waiting, waiting),
});

/**
 * The limits for a batch: all its jobs may wait for slots, since it was confirmed as a whole. A server's lower limit
 * still applies.
 */
export const queueOfBatch = ({ running, waiting }: QueueLimits, jobsMax: number): QueueLimits => ({
  running,
  waiting: Math.max(waiting, jobsMax - running),
});

/** The queue position of a member's new job. */
export type QueuePlace =
  | { readonly kind: 'starts' }
  /** 1: the member's next one. */
  | { readonly kind: 'waits'; readonly position: number }
  | { readonly kind: 'full' };

/** The position of a new job, given the member's number of unfinished jobs. */
export function queuePlace(unfinished: number, { running, waiting }: QueueLimits): QueuePlace {
  if (unfinished < running) return { kind: 'starts' };
  if (unfinished < running + waiting) return { kind: 'waits', position: unfinished - running + 1 };
  return { kind: 'full' };
}

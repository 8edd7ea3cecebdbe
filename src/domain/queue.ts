import type { LimitSettings } from './guild-settings.ts';

/** How many jobs one member of a server may have in progress. What the archive serves does not count. */
export type QueueLimits = {
  /** At a vendor at once. */
  readonly running: number;
  /** Accepted beside those, and waiting for one of them to end. */
  readonly waiting: number;
};

/** Midjourney's largest batch. */
export const BATCH_MAX = 40;

/** What holds in a server: it can allow less than whoever runs the bot does, never more. */
export const queueLimitsIn = (
  { runningMax, waitingMax }: Pick<LimitSettings, 'runningMax' | 'waitingMax'>,
  { running, waiting }: QueueLimits,
): QueueLimits => ({
  running: Math.min(runningMax ?? running, running),
  waiting: Math.min(waitingMax ?? waiting, waiting),
});

/**
 * For a batch: as many jobs as it may have wait for slots, since they were asked about together. What a server
 * allows less holds for it too.
 */
export const queueOfBatch = ({ running, waiting }: QueueLimits, jobsMax: number): QueueLimits => ({
  running,
  waiting: Math.max(waiting, jobsMax - running),
});

/** Where a new job of a member stands. */
export type QueuePlace =
  | { readonly kind: 'starts' }
  /** 1: next of the member's own. */
  | { readonly kind: 'waits'; readonly position: number }
  | { readonly kind: 'full' };

/** The place of a new job of a member who has that many unfinished ones already. */
export function queuePlace(unfinished: number, { running, waiting }: QueueLimits): QueuePlace {
  if (unfinished < running) return { kind: 'starts' };
  if (unfinished < running + waiting) return { kind: 'waits', position: unfinished - running + 1 };
  return { kind: 'full' };
}

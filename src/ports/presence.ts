import type { JobId } from '#domain/ids.ts';

/** This process among those that work on the same data. */
export type Presence = {
  /**
   * Whether the others certainly take this process as living for some seconds more. Asked before anything that must
   * not be done by two: after a pause or an outage another process may hold its jobs already.
   */
  isCertain(): boolean;
  /** Ends the leases in this process's name that it does not know of: a claim whose answer was lost. How many there were. */
  releaseUnknown(held: ReadonlySet<JobId>): Promise<number>;
  /** Takes a chore that one process does for all; whether it is this one's now. */
  takeChore(name: string): Promise<boolean>;
};

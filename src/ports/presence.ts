import type { JobId } from '#domain/ids.ts';

/** What a process says of itself to the others. */
export type ProcessAbout = {
  /** `gateway`, `worker`, `web`: what it does. */
  readonly roles: readonly string[];
  /** Of this program. */
  readonly version: string;
};

/** A process that has not lapsed. */
export type LivingProcess = ProcessAbout & {
  /** Host, process id and a mark, as `host/1234/8f3a01bc`. */
  readonly id: string;
  /** When it joined, in ms since 1970 by the database's clock. */
  readonly sinceMs: number;
  /** Shards of the gateway that it holds, in order. */
  readonly shards: readonly number[];
  /** Jobs that it is working on at this moment; a job that waits for its vendor is nobody's. */
  readonly jobs: number;
};

/** This process among those that work on the same data. */
export type Presence = {
  /** Whether the worker is told of what each save makes due, and when; where not, it looks after every pass. */
  readonly hearsOfSaves: boolean;
  /**
   * Whether the others certainly take this process as living for some seconds more. Asked before anything that must
   * not be done by two: after a pause or an outage another process may hold its jobs already.
   */
  isCertain(): boolean;
  /** Ends the leases in this process's name that it does not know of: a claim whose answer was lost. How many there were. */
  releaseUnknown(held: ReadonlySet<JobId>): Promise<number>;
  /** Takes a chore that one process does for all; whether it is this one's now. */
  takeChore(name: string): Promise<boolean>;
  /** The living processes, this one included, oldest first. */
  list(): Promise<readonly LivingProcess[]>;
};

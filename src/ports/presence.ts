import type { JobId } from '#domain/ids.ts';

/** A process's description for the others. */
export type ProcessAbout = {
  /** Any of `gateway`, `worker`, `web`. */
  readonly roles: readonly string[];
  /** The program's version. */
  readonly version: string;
};

/** A live process. */
export type LivingProcess = ProcessAbout & {
  /** Host, process id and a random part, such as `host/1234/8f3a01bc`. */
  readonly id: string;
  /** When it joined, in ms since 1970 by the database's clock. */
  readonly sinceMs: number;
  /** The gateway shards that it holds, in order. */
  readonly shards: readonly number[];
  /** Jobs that it is working on now; a job that waits for its vendor is not counted. */
  readonly jobs: number;
};

/** This process among those that share the database. */
export type Presence = {
  /** Whether the worker is notified of due times after each save; otherwise it polls after every pass. */
  readonly isNotifiedOfSaves: boolean;
  /**
   * Whether the other processes certainly still consider this one alive for some seconds. Checked before anything that
   * two must not do: after a pause or an outage another process may already hold its jobs.
   */
  isCertain(): boolean;
  /**
   * Ends this process's leases that it does not know of, because the reply to a claim was lost. Returns their number.
   */
  releaseUnknown(held: ReadonlySet<JobId>): Promise<number>;
  /** Claims a task that only one process performs; returns whether this one holds it. */
  takeChore(name: string): Promise<boolean>;
  /** The live processes including this one, oldest first. */
  list(): Promise<readonly LivingProcess[]>;
};

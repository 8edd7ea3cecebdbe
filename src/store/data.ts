import type { Clock } from '#ports/clock.ts';
import type { Presence } from '#ports/presence.ts';
import type { ShardLeases } from '#ports/shard-leases.ts';
import type { Store } from '#ports/store.ts';

/** An open database. */
export type Data = {
  readonly store: Store;
  readonly presence: Presence;
  readonly shards: ShardLeases;
  /** The time that all processes on the data share. */
  readonly clock: Clock;
  /**
   * Begins to hear of other processes: something may be due at a time (false: nobody here looks then), and, every few
   * seconds, chores may have to be done.
   */
  start(listeners: {
    readonly onDue: (atMs: number) => boolean;
    readonly onBeat: () => void;
  }): Promise<void>;
  /** Leaves, and closes the database once what is under way has been written. */
  close(): Promise<void>;
};

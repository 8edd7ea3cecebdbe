import type { Clock } from '#ports/clock.ts';
import type { Presence } from '#ports/presence.ts';
import type { ShardLeases } from '#ports/shard-leases.ts';
import type { Store } from '#ports/store.ts';

/** An open database. */
export type Data = {
  readonly store: Store;
  readonly presence: Presence;
  readonly shards: ShardLeases;
  /** The clock shared by all processes on the data. */
  readonly clock: Clock;
  /**
   * Starts to listen to other processes: `onDue` gets a time at which something may be due (and returns false if this
   * process does not look then), and `onBeat` is called every few seconds for chores.
   */
  start(listeners: {
    readonly onDue: (atMs: number) => boolean;
    readonly onBeat: () => void;
  }): Promise<void>;
  /** Leaves, and closes the database once pending work is written. */
  close(): Promise<void>;
};

import type { JobStore } from '#ports/job-store.ts';
import type { LivingProcess, Presence } from '#ports/presence.ts';
import type { ShardLeases } from '#ports/shard-leases.ts';

/** The only process there is: nobody else holds its jobs or does its chores. */
export const ALONE: Presence = {
  hearsOfSaves: false,
  isCertain: () => true,
  releaseUnknown: async () => 0,
  takeChore: async () => true,
  list: async () => [],
};

/** The same, over a store that it can let go of jobs in, and with something to say of itself. */
export function aloneOn(
  store: Pick<JobStore, 'releaseLeasesExcept' | 'countLeases'>,
  self: Omit<LivingProcess, 'jobs' | 'shards'>,
): { readonly presence: Presence; readonly shards: ShardLeases } {
  let held: readonly number[] = [];
  return {
    presence: {
      ...ALONE,
      releaseUnknown: (known) => store.releaseLeasesExcept(known),
      list: async () => [{ ...self, shards: held, jobs: await store.countLeases() }],
    },
    shards: {
      hold: async (wanted) => {
        held = Array.from({ length: wanted }, (_, shard) => shard);
        return { count: wanted, shards: held, surplus: 0 };
      },
      release: async (shards) => {
        held = held.filter((shard) => !shards.includes(shard));
      },
      leave: async () => {
        held = [];
      },
      isCertain: () => true,
    },
  };
}

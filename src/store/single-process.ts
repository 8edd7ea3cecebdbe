import type { JobStore } from '#ports/job-store.ts';
import type { LivingProcess, Presence } from '#ports/presence.ts';
import type { ShardLeases } from '#ports/shard-leases.ts';

/** The presence of a single process, which holds all jobs and does all chores. */
export const SINGLE_PROCESS: Presence = {
  isNotifiedOfSaves: false,
  isCertain: () => true,
  releaseUnknown: async () => 0,
  takeChore: async () => true,
  list: async () => [],
};

/** The same, with a store to release leases in and information about the process. */
export function singleProcess(
  store: Pick<JobStore, 'releaseLeasesExcept' | 'countLeases'>,
  self: Omit<LivingProcess, 'jobs' | 'shards'>,
): { readonly presence: Presence; readonly shards: ShardLeases } {
  let held: readonly number[] = [];
  return {
    presence: {
      ...SINGLE_PROCESS,
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

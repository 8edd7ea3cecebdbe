import type { JobStore } from '#ports/job-store.ts';
import type { LivingProcess, Presence } from '#ports/presence.ts';

/** The only process there is: nobody else holds its jobs or does its chores. */
export const ALONE: Presence = {
  isCertain: () => true,
  releaseUnknown: async () => 0,
  takeChore: async () => true,
  list: async () => [],
};

/** The same, over a store that it can let go of jobs in, and with something to say of itself. */
export const aloneOn = (
  store: Pick<JobStore, 'releaseLeasesExcept' | 'countLeases'>,
  self: Omit<LivingProcess, 'jobs' | 'shards'>,
): Presence => ({
  ...ALONE,
  releaseUnknown: (held) => store.releaseLeasesExcept(held),
  list: async () => [{ ...self, shards: [], jobs: await store.countLeases() }],
});

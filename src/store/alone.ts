import type { JobStore } from '#ports/job-store.ts';
import type { Presence } from '#ports/presence.ts';

/** The only process there is: nobody else holds its jobs or does its chores. */
export const ALONE: Presence = {
  isCertain: () => true,
  releaseUnknown: async () => 0,
  takeChore: async () => true,
};

/** The same, over a store that it can let go of jobs in. */
export const aloneOn = (store: Pick<JobStore, 'releaseLeasesExcept'>): Presence => ({
  ...ALONE,
  releaseUnknown: (held) => store.releaseLeasesExcept(held),
});

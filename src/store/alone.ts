import type { Presence } from '#ports/presence.ts';

/** The only process there is: nobody else holds its jobs or does its chores. */
export const ALONE: Presence = {
  isCertain: () => true,
  releaseUnknown: async () => 0,
  takeChore: async () => true,
};

/**
 * Decides whether an interaction is worked on, answered with "busy", or dropped, by how long ago it was made. What waits
 * longer than a moment for a while waits in a queue that does not get shorter: then working on what comes next would
 * make everybody late, while "busy" costs a third of that (CoDel's rule, RFC 8289: the delay that stays, and not the
 * length of a queue, says that there is too much to do). A burst is worked off.
 */

/** What becomes of an interaction. */
export type LoadVerdict = 'work' | 'busy' | 'drop';

/** What is known when it is its turn. */
export type LoadFacts = {
  /** Since it was made, at least. */
  readonly ageMs: number;
  /** The process's own time. */
  readonly uptimeMs: number;
  /** Interactions that are worked on now. */
  readonly underway: number;
};

/** Remembers how long it has been so. */
export type LoadJudge = {
  judge(facts: LoadFacts): LoadVerdict;
  /** Interactions are answered with "busy" now. */
  isShedding(): boolean;
};

/** Discord takes the first answer to an interaction for so long (docs.discord.com, Interactions). */
const ANSWERED_WITHIN_MS = 3_000;
/**
 * Where even "busy" cannot be said to everybody, dropping what is this old keeps the line short for the others: they
 * are told in good time instead of all being told at the last moment, which is too late.
 */
const HOPELESS_MS = 1_200;
/** What waits longer waits too long, */
const MOMENT_MS = 500;
/** where all that came in so long did. */
const STAYS_MS = 500;
/** Each holds some kilobytes. */
const UNDERWAY_MAX = 2_000;

/** A judge who has seen nothing yet. */
export function createLoadJudge(): LoadJudge {
  let lateSinceMs: number | null = null;
  let isShedding = false;
  return {
    isShedding: () => isShedding,
    judge: ({ ageMs, uptimeMs, underway }) => {
      if (ageMs <= MOMENT_MS) lateSinceMs = null;
      else lateSinceMs ??= uptimeMs;
      const isBehind = lateSinceMs !== null && uptimeMs - lateSinceMs >= STAYS_MS;
      isShedding = isBehind || underway >= UNDERWAY_MAX;
      if (ageMs > (isShedding ? HOPELESS_MS : ANSWERED_WITHIN_MS)) return 'drop';
      return isShedding ? 'busy' : 'work';
    },
  };
}

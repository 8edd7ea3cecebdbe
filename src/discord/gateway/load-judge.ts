/**
 * Decides whether an interaction is worked on, answered with "busy", or dropped, by how long ago it was made. What waits
 * longer than a moment for a while waits in a queue that does not get shorter: then working on what comes next would
 * make everybody late, while "busy" costs a third of that (CoDel's rule, RFC 8289: the delay that stays, and not the
 * length of a queue, says that there is too much to do). A burst is worked off. On a bad day of Discord or the network
 * everything arrives late at a bot that has nothing to do: it works, since "busy" would help nobody.
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
  /** How much of its time the event loop was at work lately, 0 to 1. */
  readonly loopLoad: number;
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
/** where all that came in so long did, */
const STAYS_MS = 500;
/** and the bot itself is what it waits for. */
const STRAINED_LOAD = 0.8;
/** Each holds some kilobytes. */
const UNDERWAY_MAX = 2_000;

/** A judge who has seen nothing yet. */
export function createLoadJudge(): LoadJudge {
  let lateSinceMs: number | null = null;
  let isShedding = false;
  return {
    isShedding: () => isShedding,
    judge: ({ ageMs, uptimeMs, underway, loopLoad }) => {
      if (ageMs <= MOMENT_MS) lateSinceMs = null;
      else lateSinceMs ??= uptimeMs;
      const isLate = lateSinceMs !== null && uptimeMs - lateSinceMs >= STAYS_MS;
      isShedding = (isLate && loopLoad >= STRAINED_LOAD) || underway >= UNDERWAY_MAX;
      if (ageMs > (isShedding ? HOPELESS_MS : ANSWERED_WITHIN_MS)) return 'drop';
      return isShedding ? 'busy' : 'work';
    },
  };
}

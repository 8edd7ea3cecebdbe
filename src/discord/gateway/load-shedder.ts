/**
 * Decides by its age whether an interaction is handled, answered with "busy", or dropped. If waiting times stay high
 * for a while, the queue does not get shorter: handling the next interactions would delay everybody, while "busy" costs
 * a third of that (the rule of CoDel, RFC 8289: a standing delay, not the queue length, shows overload). A burst is
 * worked off. When Discord or the network is slow, interactions arrive late at an idle bot and are handled, since
 * "busy" would help nobody.
 */

/** What to do with an interaction. */
export type LoadVerdict = 'work' | 'busy' | 'drop';

/** The facts that decide. */
export type LoadFacts = {
  /** Its minimum age. */
  readonly ageMs: number;
  /** The process's uptime. */
  readonly uptimeMs: number;
  /** Interactions behind it in the queue. */
  readonly waiting: number;
  /** Interactions in progress. */
  readonly underway: number;
  /** The recent utilisation of the event loop, 0 to 1. */
  readonly loopLoad: number;
};

/** Remembers how long delays have lasted. */
export type LoadShedder = {
  decide(facts: LoadFacts): LoadVerdict;
  /** Interactions are answered with "busy" now. */
  isShedding(): boolean;
};

/** Discord's time limit for the first answer to an interaction (docs.discord.com, Interactions). */
const ANSWERED_WITHIN_MS = 3_000;
/**
 * If not even everybody can be answered with "busy", dropping interactions of this age keeps the queue short: the
 * others are answered in good time instead of all at the last moment, which is too late.
 */
const HOPELESS_MS = 1_200;
/** A longer wait is too long; */
const MOMENT_MS = 500;
/** it is an overload if all waits were too long for this time */
const STAYS_MS = 500;
/** and the event loop is this busy. */
const STRAINED_LOAD = 0.8;
/** Each holds some kilobytes. */
const UNDERWAY_MAX = 2_000;

/** Creates a shedder without history. */
export function createLoadShedder(): LoadShedder {
  let lateSinceMs: number | null = null;
  let isShedding = false;
  return {
    isShedding: () => isShedding,
    decide: ({ ageMs, uptimeMs, waiting, underway, loopLoad }) => {
      if (ageMs <= MOMENT_MS) lateSinceMs = null;
      else lateSinceMs ??= uptimeMs;
      const isLate = lateSinceMs !== null && uptimeMs - lateSinceMs >= STAYS_MS;
      isShedding = (isLate && loopLoad >= STRAINED_LOAD) || underway >= UNDERWAY_MAX;
      const withinMs = isShedding && waiting > 0 ? HOPELESS_MS : ANSWERED_WITHIN_MS;
      if (ageMs > withinMs) return 'drop';
      return isShedding ? 'busy' : 'work';
    },
  };
}

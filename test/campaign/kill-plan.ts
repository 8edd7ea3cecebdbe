/** Chooses where the next life of a bot ends: at the step that was killed at least, or at an instant of chance. */
import type { Seeded } from '#test/simulation/seeded.ts';

/** Where a life ends. */
export type Death =
  | { readonly kind: 'step'; readonly name: string; readonly count: number }
  /** So many ms after its start, or after it was ready. */
  | { readonly kind: 'instant'; readonly after: 'start' | 'ready'; readonly ms: number };

/** Steps that were seen, with how often a process was killed there. */
export type KillPlan = {
  readonly next: () => Death;
  readonly saw: (names: readonly string[]) => void;
  readonly killedAt: (name: string) => void;
  readonly steps: () => ReadonlyMap<string, number>;
};

/** A plan that visits every step it heard of, or those with `only` in their names, the least visited first, and instants in between. */
export function createKillPlan(random: Seeded, only = ''): KillPlan {
  const kills = new Map<string, number>();
  let lately: readonly string[] = [];
  return {
    next: () => {
      if (lately.length === 0 || random.chance(0.2)) {
        return random.chance(0.2)
          ? { kind: 'instant', after: 'start', ms: random.below(1_500) }
          : { kind: 'instant', after: 'ready', ms: random.below(3_000) };
      }
      // What the last life came by will most likely come again.
      const least = Math.min(...lately.map((name) => kills.get(name) ?? 0));
      const name = random.pick(lately.filter((each) => (kills.get(each) ?? 0) === least));
      return { kind: 'step', name, count: random.chance(0.7) ? 1 : 2 + random.below(3) };
    },
    saw: (names) => {
      if (names.length > 0) lately = names.filter((name) => name.includes(only));
      for (const name of names) if (!kills.has(name)) kills.set(name, 0);
    },
    killedAt: (name) => kills.set(name, (kills.get(name) ?? 0) + 1),
    steps: () => kills,
  };
}

import type { Clock } from '#ports/clock.ts';
import type { DiscordFailure } from './discord-failures.ts';
import { REFUSAL_WINDOW_MS } from './request-budget.ts';

/**
 * What Discord refused of one kind of request that people can cause again and again, by whose or where it was: each kind
 * has a bound of its own, far below that of the whole bot (`request-budget.ts`).
 */
export type CountedRefusals<Key> = {
  /** Takes a failure; one that Discord does not count changes nothing. */
  note(key: Key, failure: DiscordFailure): void;
  /** How many there were within ten minutes. */
  count(): number;
  /** How long ago the last one of these was, in ms; null: none within ten minutes. */
  sinceMs(key: Key): number | null;
};

/** Refusals in memory: a restart forgets them. */
export function createCountedRefusals<Key>(clock: Pick<Clock, 'nowMs'>): CountedRefusals<Key> {
  let all: readonly { readonly key: Key; readonly atMs: number }[] = [];
  const recent = () => {
    const nowMs = clock.nowMs();
    // A clock that was set back forgets none for longer.
    all = all.filter(({ atMs }) => Math.abs(nowMs - atMs) < REFUSAL_WINDOW_MS);
    return all;
  };
  return {
    note: (key, failure) => {
      if (failure.isCounted === true) all = [...recent(), { key, atMs: clock.nowMs() }];
    },
    count: () => recent().length,
    sinceMs: (key) => {
      const last = recent().findLast((one) => one.key === key);
      return last === undefined ? null : clock.nowMs() - last.atMs;
    },
  };
}

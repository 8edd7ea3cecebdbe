import type { Clock } from '#ports/clock.ts';
import type { DiscordFailure } from './discord-failures.ts';
import { REFUSAL_WINDOW_MS } from './request-budget.ts';

/**
 * Counts Discord's refusals of one kind of request that users can cause repeatedly, by person or channel: each kind has
 * its own limit, far below that of the whole bot (`request-budget.ts`).
 */
export type CountedRefusals<Key> = {
  /** Records a failure; one that Discord does not count is ignored. */
  note(key: Key, failure: DiscordFailure): void;
  /** The number within ten minutes. */
  count(): number;
  /** The age of the last one for this key, in ms; null: none within ten minutes. */
  sinceMs(key: Key): number | null;
};

/** Refusals, in memory only. */
export function createCountedRefusals<Key>(clock: Pick<Clock, 'nowMs'>): CountedRefusals<Key> {
  let all: readonly { readonly key: Key; readonly atMs: number }[] = [];
  const recent = () => {
    const nowMs = clock.nowMs();
    // A clock that was set back does not extend the window.
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

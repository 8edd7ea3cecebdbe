/**
 * Times that outlive a restart, for example of refused requests, in one fact of the store. Several processes may add to
 * it; each sees the others' at its next save. A crash between `add` and its save loses that time.
 */

import { z } from 'zod';
import { parseJson } from '#domain/json.ts';
import type { Clock } from '#ports/clock.ts';
import type { FactStore } from '#ports/fact-store.ts';
import type { Log } from '#ports/log.ts';

/** The store of facts. */
export type Facts = Pick<FactStore, 'readFact' | 'replaceFact'>;

/** Times within a window, kept over restarts. */
export type StoredTimes = {
  /** Reads the stored times; a failure is logged. */
  load(): Promise<void>;
  /** Milliseconds since 1970 within the window, oldest first; none is later than now. */
  list(): readonly number[];
  /** Adds the current time at once; resolves when it is saved, or could not be, which is logged. */
  add(): Promise<void>;
};

const SAVE_ATTEMPTS = 5;
const timesSchema = z.array(z.number());

/** Keeps the times of the last `windowMs` under `key`. */
export function createStoredTimes(parts: {
  readonly facts: Facts;
  readonly key: string;
  readonly windowMs: number;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Pick<Log, 'error'>;
}): StoredTimes {
  const { facts, key, windowMs, clock, log } = parts;
  let saved: readonly number[] = [];
  let unsaved: readonly number[] = [];
  let queue: Promise<void> = Promise.resolve();

  // After the clock was set back, later times count as now: they must neither be lost nor last longer.
  const recent = (times: readonly number[]): readonly number[] => {
    const nowMs = clock.nowMs();
    return times
      .map((atMs) => Math.min(atMs, nowMs))
      .filter((atMs) => atMs > nowMs - windowMs)
      .toSorted((one, other) => one - other);
  };

  const save = async (): Promise<void> => {
    for (let attempt = 0; attempt < SAVE_ATTEMPTS; attempt += 1) {
      const adding = unsaved;
      if (adding.length === 0) return;
      const before = await facts.readFact(key);
      const after = recent([...parse(before), ...adding]);
      if (!(await facts.replaceFact(key, before, JSON.stringify(after)))) continue;
      saved = after;
      unsaved = unsaved.slice(adding.length);
      return;
    }
    log.error({ key }, 'times not saved: others keep changing them');
  };
  /** One at a time, so that no save undoes another; an error does not end the chain. */
  const inOrder = (work: () => Promise<void>): Promise<void> => {
    queue = queue
      .then(work)
      .catch((error: unknown) => log.error({ key, error }, 'times not saved'));
    return queue;
  };

  return {
    load: () =>
      inOrder(async () => {
        saved = parse(await facts.readFact(key));
      }),
    list: () => recent([...saved, ...unsaved]),
    add: () => {
      unsaved = [...unsaved, clock.nowMs()];
      return inOrder(save);
    },
  };
}

/** The stored times; none if the fact is invalid. */
function parse(text: string | null): readonly number[] {
  const read = timesSchema.safeParse(text === null ? null : parseJson(text));
  return read.success ? read.data : [];
}

/**
 * How long jobs take, by vendor, operation and speed, stored as facts. A fact is written when the count doubles and at
 * intervals after that: a crash loses the durations of a few jobs, never a job.
 */

import { z } from 'zod';
import type { Job } from '#domain/job.ts';
import { parseJson } from '#domain/json.ts';
import type { FactStore } from '#ports/fact-store.ts';
import type { Log } from '#ports/log.ts';
import { type DurationSpread, learnEnd, type SeenEnd } from './duration-spread.ts';

/** The key of learned durations. */
export type DurationKey = Pick<Job, 'vendor' | 'request' | 'stepIndex'>;

/** How long jobs of a kind took, as observed by this bot, in ms. */
export type LearnedDurations = {
  /** Null where no such job was seen yet. */
  of(key: DurationKey): Promise<DurationSpread | null>;
  /** The same from memory alone: known for every key used since the start. */
  known(key: DurationKey): DurationSpread | null;
  learn(key: DurationKey, end: SeenEnd): Promise<void>;
};

const factSchema = z.object({
  count: z.number().int().positive(),
  mean: z.number(),
  variance: z.number().nonnegative(),
});

const WRITTEN_EVERY = 8;

const factOf = ({ vendor, request, stepIndex }: DurationKey): string =>
  `durations/${vendor}/${request.action}${stepIndex === 0 ? '' : `.${stepIndex}`}/${request.speed}`;

/** Durations over the store's facts; each is read once. */
export function createLearnedDurations(
  store: Pick<FactStore, 'readFact' | 'saveFact'>,
  log: Pick<Log, 'warn'>,
): LearnedDurations {
  const spreads = new Map<string, DurationSpread | null>();

  const of = async (key: DurationKey): Promise<DurationSpread | null> => {
    const fact = factOf(key);
    const known = spreads.get(fact);
    if (known !== undefined) return known;
    const read = readSpread(await store.readFact(fact));
    // Another call may have learned while the fact was read.
    if (!spreads.has(fact)) spreads.set(fact, read);
    return spreads.get(fact) ?? null;
  };

  return {
    of,
    known: (key) => spreads.get(factOf(key)) ?? null,
    learn: async (key, end) => {
      const learned = learnEnd(await of(key), end);
      const fact = factOf(key);
      spreads.set(fact, learned);
      if (!isWritten(learned.count)) return;
      try {
        await store.saveFact(fact, JSON.stringify(learned));
      } catch (error) {
        // A job must not fail because its duration could not be saved.
        log.warn({ fact, error }, 'durations could not be saved');
      }
    },
  };
}

const isWritten = (count: number): boolean =>
  count % WRITTEN_EVERY === 0 || [1, 2, 4].includes(count);

function readSpread(text: string | null): DurationSpread | null {
  if (text === null) return null;
  // An unreadable fact is relearned.
  const read = factSchema.safeParse(parseJson(text));
  return read.success ? read.data : null;
}

/**
 * A rate limit of the whole bot, shared by its processes. Each process reads it at most once a second while it sends
 * requests, without waiting for it. A pause that could not be saved costs each other process one refused request.
 */
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Facts } from './stored-times.ts';

/** A pause of the whole bot. */
export type SharedPause = {
  /** Starts to read the others' pause, at most once a second. */
  look(): void;
  /** In ms since 1970; in the past: no pause. */
  untilMs(): number;
  /** At once for this process, soon for the others. */
  extend(untilMs: number): void;
};

const KEY = 'discord-pause';
const LOOK_EVERY_MS = 1_000;
/** Discord's pauses are minutes at most; a later end comes from a wrong clock. */
const LONGEST_MS = 60 * 60_000;

/** A pause kept in `facts`. */
export function createSharedPause(parts: {
  readonly facts: Facts;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Pick<Log, 'warn'>;
}): SharedPause {
  const { facts, clock, log } = parts;
  let endsMs = 0;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  const take = (text: string | null): void => {
    const read = Number(text ?? '0');
    if (read <= clock.nowMs() + LONGEST_MS) endsMs = Math.max(endsMs, read);
  };
  const read = async (): Promise<void> => {
    try {
      take(await facts.readFact(KEY));
    } catch (error) {
      log.warn({ error }, 'pause not read');
    }
  };
  const save = async (untilMs: number): Promise<void> => {
    try {
      const before = await facts.readFact(KEY);
      // A concurrent save is about the same pause.
      if (Number(before ?? '0') < untilMs) await facts.replaceFact(KEY, before, String(untilMs));
    } catch (error) {
      log.warn({ error }, 'pause not saved');
    }
  };

  return {
    look: () => {
      const nowMs = clock.nowMs();
      // Also reads after the clock was set back.
      if (Math.abs(nowMs - lookedAtMs) < LOOK_EVERY_MS) return;
      lookedAtMs = nowMs;
      void read();
    },
    untilMs: () => endsMs,
    extend: (untilMs) => {
      endsMs = Math.max(endsMs, untilMs);
      void save(untilMs);
    },
  };
}

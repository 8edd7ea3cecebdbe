/**
 * Until when Discord takes nothing from the bot, whichever of its processes was told so. Each process looks once a second
 * while it sends requests, and sends on meanwhile. A pause that could not be saved costs each other process one refused request.
 */
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { Facts } from './kept-times.ts';

/** A pause of the whole bot. */
export type SharedPause = {
  /** Begins to read what the others were told, once a second at most. */
  look(): void;
  /** In ms since 1970; in the past: there is none. */
  untilMs(): number;
  /** At once for this process, soon for the others. */
  extend(untilMs: number): void;
};

const KEY = 'discord-pause';
const LOOK_EVERY_MS = 1_000;
/** Discord's longest pauses are of minutes; a later moment is that of a clock that was wrong. */
const LONGEST_MS = 60 * 60_000;

/** The pause that is kept in the facts. */
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
      // Whoever saved another one meanwhile was told of the same pause.
      if (Number(before ?? '0') < untilMs) await facts.replaceFact(KEY, before, String(untilMs));
    } catch (error) {
      log.warn({ error }, 'pause not saved');
    }
  };

  return {
    look: () => {
      const nowMs = clock.nowMs();
      // A clock that was set back waits for nothing.
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

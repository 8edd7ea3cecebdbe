/**
 * Notifies operators of problems that only they can fix, once per occurrence. Sent alerts are saved after sending: a
 * crash in between repeats a message rather than losing it, and a restart repeats none. If saving fails they are kept
 * in memory, so that a disk problem is not reported every minute.
 */
import { z } from 'zod';
import type { Clock } from '#ports/clock.ts';
import type { FactStore } from '#ports/fact-store.ts';
import type { Log } from '#ports/log.ts';
import type { Presence } from '#ports/presence.ts';
import { alertText, type Condition, keyOf } from './alert.ts';

/** Checks one thing; if it throws, the error is logged and its last result remains valid. */
export type Source = {
  readonly name: string;
  /** Null: not known yet, as after a restart; earlier conditions still hold. */
  look(): Promise<readonly Condition[] | null>;
};

/** Running alerts. */
export type Alerts = {
  /** Starts; returns immediately. */
  start(): void;
  /** Runs all checks once. */
  look(): Promise<void>;
  close(): Promise<void>;
};

const LOOK_EVERY_MS = 60_000;
const FACT = 'alerts-told';

/** Reported keys by source. */
const reportedSchema = z.record(z.string(), z.array(z.string()));

/** Alerts over their sources; `send` returns whether anyone was reached. */
export function createAlerts(parts: {
  readonly sources: readonly Source[];
  readonly send: (key: string, text: string) => Promise<boolean>;
  readonly facts: Pick<FactStore, 'readFact' | 'saveFact'>;
  readonly presence: Pick<Presence, 'takeChore'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}): Alerts {
  const { sources, send, facts, presence, clock, log } = parts;
  const ending = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  /** Reported keys by source that could not be saved yet. */
  const unsaved = new Map<string, readonly string[]>();

  const readReported = async (): Promise<z.infer<typeof reportedSchema>> => {
    const text = await facts.readFact(FACT);
    return text === null ? {} : reportedSchema.parse(JSON.parse(text));
  };

  const lookAt = async (source: Source): Promise<void> => {
    const conditions = await source.look();
    if (conditions === null) return;
    const reported = await readReported();
    const saved = reported[source.name] ?? [];
    const before = unsaved.get(source.name) ?? saved;
    const now = new Map(conditions.map((condition) => [keyOf(condition), condition]));
    const after = before.filter((key) => now.has(key));
    for (const [key, condition] of now) {
      if (before.includes(key)) continue;
      const text = alertText(condition);
      log.warn(
        { alert: condition.alert, subject: condition.subject, detail: condition.detail },
        'alert',
      );
      // Nobody was reached: retried at the next check.
      if (await send(key, text)) after.push(key);
    }
    for (const key of before) if (!now.has(key)) log.info({ alert: key }, 'alert over');
    unsaved.set(source.name, after);
    if (after.join() !== saved.join())
      await facts.saveFact(FACT, JSON.stringify({ ...reported, [source.name]: after }));
    unsaved.delete(source.name);
  };

  const look = async (): Promise<void> => {
    for (const source of sources) {
      try {
        await lookAt(source);
      } catch (error) {
        log.error({ source: source.name, error }, 'alerts not checked');
      }
    }
  };

  const loop = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await clock.sleepUntil(clock.nowMs() + LOOK_EVERY_MS, ending.signal);
      if (ending.signal.aborted) return;
      try {
        if (await presence.takeChore('alerts')) await look();
      } catch (error) {
        log.error({ error }, 'alerts not checked');
      }
    }
  };

  return {
    start: () => {
      ended = loop();
    },
    look,
    close: async () => {
      ending.abort();
      await ended;
    },
  };
}

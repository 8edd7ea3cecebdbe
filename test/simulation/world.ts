/**
 * The outside of a simulated run: virtual time, and calls that take effect when the driver says
 * so. Every call of a process waits here; the driver picks which one goes next, whether it takes
 * effect, and whether the process lives to hear the answer. Nothing here knows the application.
 */
import type { Seeded } from './seeded.ts';

/** A simulated operating-system process: when it dies, what it waits for never comes. */
export type Process = { readonly name: string; alive: boolean };

type Waiting = {
  readonly process: Process;
  readonly label: string;
  readonly deadlineMs: number;
  /** Applies the effect and hands over the answer. */
  readonly settle: () => void;
  /** Applies the effect; nobody hears the answer. */
  readonly applyOnly: () => void;
};

/** Longest that a call may take before it is answered one way or the other, in ms. */
const CALL_MS = 20_000;

export type World = {
  readonly random: Seeded;
  nowMs(): number;
  /** A call of the process: its effect happens when the driver lets it. */
  call<Answer>(process: Process, label: string, effect: () => Answer): Promise<Answer>;
  /** Calls of living processes that wait. */
  waiting(): readonly Waiting[];
  /** Lets one waiting call go on; with a crash, its process dies there. */
  step(call: Waiting, crash: 'none' | 'before' | 'after'): void;
  /** Moves time, never past the deadline of a waiting call. */
  advanceTo(atMs: number): void;
};

export function createWorld(random: Seeded, startMs: number): World {
  let nowMs = startMs;
  let queue: Waiting[] = [];
  const living = () => queue.filter(({ process }) => process.alive);
  return {
    random,
    nowMs: () => nowMs,
    call: (process, label, effect) =>
      new Promise((resolve, reject) => {
        if (!process.alive) return;
        queue.push({
          process,
          label,
          deadlineMs: nowMs + CALL_MS,
          settle: () => {
            try {
              resolve(effect());
            } catch (error) {
              reject(error);
            }
          },
          applyOnly: () => {
            effect();
          },
        });
      }),
    waiting: living,
    step: (call, crash) => {
      queue = living().filter((other) => other !== call);
      if (crash === 'none') return call.settle();
      call.process.alive = false;
      if (crash === 'after') call.applyOnly();
      queue = living();
    },
    advanceTo: (atMs) => {
      const earliest = Math.min(atMs, ...living().map(({ deadlineMs }) => deadlineMs));
      nowMs = Math.max(nowMs, earliest);
    },
  };
}

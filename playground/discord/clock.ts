/** Cancels something scheduled; harmless once it has run. */
export type Cancel = () => void;

/** The playground's time. Deadlines, rate limits and link expiry all read this one clock. */
export type PlaygroundClock = {
  readonly nowMs: () => number;
  readonly schedule: (afterMs: number, run: () => void) => Cancel;
};

/** Real time. Its timers never keep a process alive by themselves. */
export const systemClock: PlaygroundClock = {
  nowMs: () => Date.now(),
  schedule: (afterMs, run) => {
    const timer = setTimeout(run, afterMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Time that moves only when told to, so that a 15 minute token can end within one test. */
export type ManualClock = PlaygroundClock & { readonly advance: (byMs: number) => void };

/** A clock that stands still at `startMs` until `advance`; timers run in the order they are due. */
export const createManualClock = (startMs: number): ManualClock => {
  let nowMs = startMs;
  let pending: readonly { readonly atMs: number; readonly run: () => void }[] = [];
  const advance = (byMs: number) => {
    const untilMs = nowMs + byMs;
    for (;;) {
      const next = pending
        .filter((timer) => timer.atMs <= untilMs)
        .toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      pending = pending.filter((timer) => timer !== next);
      nowMs = Math.max(nowMs, next.atMs);
      next.run();
    }
    nowMs = untilMs;
  };
  const schedule = (afterMs: number, run: () => void): Cancel => {
    const timer = { atMs: nowMs + afterMs, run };
    pending = [...pending, timer];
    return () => {
      pending = pending.filter((candidate) => candidate !== timer);
    };
  };
  return { nowMs: () => nowMs, schedule, advance };
};

/** Cancels something scheduled; harmless once it has run. */
export type Cancel = () => void;

/** An emulator's time: tests may hand it a clock that moves only when told to. */
export type EmulatorClock = {
  readonly nowMs: () => number;
  readonly schedule: (afterMs: number, run: () => void) => Cancel;
};

/** Real time. Its timers never keep a process alive by themselves. */
export const systemClock: EmulatorClock = {
  nowMs: () => Date.now(),
  schedule: (afterMs, run) => {
    const timer = setTimeout(run, afterMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

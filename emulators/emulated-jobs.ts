/**
 * An emulated vendor's jobs: accepted, queued, running, done or failed, by the injected clock. A
 * job's fate is decided when it is accepted, so that switching a fault later changes nothing. Time
 * alone moves it; asking about it never does.
 */
import type { Cancel, EmulatorClock } from './emulator-clock.ts';
import type { EmulatorDice } from './emulator-dice.ts';
import type { Faults } from './emulator-faults.ts';

/** How long a job waits and runs, in ms. */
export type Durations = {
  readonly queueMs: number;
  readonly medianMs: number;
  /** Spread of the log-normal distribution; 0 makes every job take the median. */
  readonly sigma: number;
};

export type EmulatedJob<Facts> = {
  readonly id: string;
  readonly facts: Facts;
  /** Where the vendor honours keys: what replays are recognised by. */
  readonly idempotencyKey: string | null;
  /** What was taken for it, in the vendor's money; given back when it fails. */
  readonly price: number;
  readonly pictureCount: number;
  readonly acceptedAtMs: number;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  /** The vendor's failure text; null where the job ends well. */
  readonly failure: string | null;
};

export type JobState =
  | { readonly kind: 'queued' }
  | { readonly kind: 'running'; readonly percent: number | null }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly text: string };

/** The texts a vendor fails with. */
export type FailureTexts = { readonly failed: string; readonly moderated: string };

export type EmulatedJobs<Facts> = {
  readonly accept: (job: {
    readonly id: string;
    readonly facts: Facts;
    readonly idempotencyKey: string | null;
    readonly price: number;
    /** 0 for what is there at once, as a crop. */
    readonly durationFactor?: number;
    readonly pictureCount?: number;
  }) => EmulatedJob<Facts>;
  readonly find: (id: string) => EmulatedJob<Facts> | null;
  readonly all: () => readonly EmulatedJob<Facts>[];
  readonly stateOf: (job: EmulatedJob<Facts>) => JobState;
  readonly close: () => void;
};

/** `changed` is called when a job starts, is half done, and ends. */
export function createEmulatedJobs<Facts>(options: {
  readonly clock: EmulatorClock;
  readonly dice: EmulatorDice;
  readonly faults: Faults;
  readonly durations: Durations;
  readonly texts: FailureTexts;
  readonly changed: (job: EmulatedJob<Facts>, state: JobState) => void;
}): EmulatedJobs<Facts> {
  const { clock, dice, faults, durations, texts } = options;
  const jobs = new Map<string, EmulatedJob<Facts>>();
  const timers = new Set<Cancel>();

  const stateOf = (job: EmulatedJob<Facts>): JobState => {
    const now = clock.nowMs();
    if (now >= job.endsAtMs) {
      return job.failure === null ? { kind: 'done' } : { kind: 'failed', text: job.failure };
    }
    if (now < job.startsAtMs) return { kind: 'queued' };
    return { kind: 'running', percent: percentOf(job, now) };
  };

  const percentOf = (job: EmulatedJob<Facts>, now: number): number | null => {
    if (faults.isOn('progress-null')) return null;
    const share = Number.isFinite(job.endsAtMs)
      ? (now - job.startsAtMs) / (job.endsAtMs - job.startsAtMs)
      : 1;
    // Services report in steps and stop short of the end until it is there.
    const percent = Math.min(95, 5 + Math.floor(share * 18) * 5);
    return faults.take('progress-back') === null ? percent : Math.max(0, percent - 30);
  };

  const announce = (job: EmulatedJob<Facts>, atMs: number): void => {
    if (!Number.isFinite(atMs)) return;
    const cancel = clock.schedule(Math.max(0, atMs - clock.nowMs()), () => {
      timers.delete(cancel);
      // A real timer may fire a millisecond early; the end would then be told as "still running".
      if (clock.nowMs() < atMs) return announce(job, atMs);
      options.changed(job, stateOf(job));
    });
    timers.add(cancel);
  };

  return {
    accept: ({ durationFactor = 1, pictureCount = 4, ...given }) => {
      const acceptedAtMs = clock.nowMs();
      const startsAtMs = acceptedAtMs + (durationFactor === 0 ? 0 : durations.queueMs);
      const runMs = Math.round(
        durationFactor * dice.logNormal(durations.medianMs, durations.sigma),
      );
      const isModerated = faults.take('moderated') !== null;
      const midway = faults.take('fails-midway');
      const failsMidway = midway !== null;
      const isEndless = faults.take('never-finishes') !== null;
      const hasThree = pictureCount === 4 && faults.take('three-pictures') !== null;
      const job = {
        ...given,
        acceptedAtMs,
        startsAtMs,
        endsAtMs: isEndless ? Infinity : startsAtMs + (failsMidway ? runMs / 2 : runMs),
        failure: isModerated ? texts.moderated : failsMidway ? (midway.text ?? texts.failed) : null,
        pictureCount: hasThree ? 3 : pictureCount,
      };
      jobs.set(job.id, job);
      announce(job, startsAtMs);
      announce(job, startsAtMs + runMs / 2);
      announce(job, job.endsAtMs);
      return job;
    },
    find: (id) => jobs.get(id) ?? null,
    all: () => [...jobs.values()],
    stateOf,
    close: () => {
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}

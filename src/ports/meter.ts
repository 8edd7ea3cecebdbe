import type { FailureKind } from '#domain/failure.ts';
import type { JobState } from '#domain/job.ts';

/** The kind of an interaction. */
export type RequestKind = 'command' | 'component' | 'modal' | 'autocomplete' | 'reaction' | 'other';

/** Event-driven metrics; gauges over the database are read on demand instead. */
export type Meter = {
  jobMoved(from: JobState, to: JobState, vendor: string): void;
  vendorCalled(call: {
    readonly vendor: string;
    readonly operation: 'submit' | 'check' | 'fetch' | 'find';
    readonly outcome: string | FailureKind;
    readonly ms: number;
  }): void;
  interactionAnswered(kind: string, ms: number): void;
  /** Load shedding: an interaction was answered with "busy", or not at all. */
  interactionShed(what: 'busy' | 'dropped'): void;
  /**
   * A person saw Discord's own failure: the interaction came too late to be answered, or its first answer was not taken.
   */
  interactionUnanswered(why: 'late' | 'failed'): void;
  /** A person or server exceeded a request limit. */
  requestRefused(whose: 'person' | 'server', kind: RequestKind): void;
};

import type { FailureKind } from '#domain/failure.ts';
import type { JobState } from '#domain/job.ts';

/** What is measured while it happens; gauges over the database are read on demand instead. */
export type Meter = {
  jobMoved(from: JobState, to: JobState, vendor: string): void;
  vendorCalled(call: {
    readonly vendor: string;
    readonly operation: 'submit' | 'check' | 'fetch' | 'find';
    readonly outcome: string | FailureKind;
    readonly ms: number;
  }): void;
  interactionAnswered(kind: string, ms: number): void;
};

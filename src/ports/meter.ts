import type { FailureKind } from '#domain/failure.ts';
import type { JobState } from '#domain/job.ts';

/** How people ask the bot for something. */
export type RequestKind = 'command' | 'component' | 'modal' | 'autocomplete' | 'reaction' | 'other';

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
  /** With too much to do: an interaction was answered with "busy" instead of being worked on, or not at all. */
  interactionShed(what: 'busy' | 'dropped'): void;
  /** Somebody, or a whole server, asked for more than is served. */
  requestRefused(whose: 'person' | 'server', kind: RequestKind): void;
};

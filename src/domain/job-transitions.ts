/**
 * The state machine of a job as one table. `TRANSITIONS` defines the events that each state accepts and the next state;
 * other events are ignored, which makes repeated and late events harmless. `LEDGER_EFFECTS` ties each outcome to its
 * booking, so that the store can save both in one transaction.
 */
import type { Job, JobState } from './job.ts';
import type { JobEvent, JobEventKind } from './job-event.ts';

/** The next state by state and event; missing combinations are ignored. */
export const TRANSITIONS = {
  queued: {
    acknowledged: 'queued',
    'submit-began': 'submitting',
    // Served from the archive, without a vendor.
    'result-archived': 'delivering',
    'submit-deferred': 'queued',
    'submit-postponed': 'queued',
    'vendor-changed': 'queued',
    // A step that another job on the same picture already paid for.
    'step-finished': 'queued',
    'job-failed': 'failed',
    'job-cancelled': 'cancelled',
  },
  submitting: {
    acknowledged: 'submitting',
    'submit-unclear': 'submitting',
    'submit-accepted': 'running',
    'submit-deferred': 'queued',
    'vendor-changed': 'queued',
    'job-failed': 'failed',
    // The vendor may have been called; its reply is then ignored.
    'job-cancelled': 'cancelled',
  },
  running: {
    acknowledged: 'running',
    'progress-seen': 'running',
    'check-deferred': 'running',
    // Its vendor gave up for its own reasons, without charging.
    'vendor-changed': 'queued',
    'step-finished': 'queued',
    'result-archived': 'delivering',
    'job-failed': 'failed',
    'job-cancelled': 'cancelled',
  },
  delivering: {
    acknowledged: 'delivering',
    'post-began': 'delivering',
    'delivery-deferred': 'delivering',
    'result-delivered': 'done',
    'result-withheld': 'done',
    'job-failed': 'failed',
  },
  done: {},
  failed: { 'notice-deferred': 'failed', 'notice-shown': 'failed', acknowledged: 'failed' },
  cancelled: {
    'notice-deferred': 'cancelled',
    'notice-shown': 'cancelled',
    acknowledged: 'cancelled',
  },
} as const satisfies Record<JobState, Partial<Record<JobEventKind, JobState>>>;

/** The effect of a final state on the reservation. */
export type LedgerEffect = 'settle' | 'refund';

const LEDGER_EFFECTS: Partial<Record<JobState, LedgerEffect>> = {
  done: 'settle',
  failed: 'refund',
  cancelled: 'refund',
};

/** A job after an event, with the corresponding booking. */
export type Transition = { readonly job: Job; readonly ledger: LedgerEffect | null };

/**
 * Applies an event. Null: the state does not accept it and nothing changes. The revision is unchanged; the store
 * increments it when saving.
 */
export function transition(job: Job, event: JobEvent, nowMs: number): Transition | null {
  const taken: Partial<Record<JobEventKind, JobState>> = TRANSITIONS[job.state];
  const state = taken[event.kind];
  if (state === undefined) return null;
  const ledger = state === job.state ? null : (LEDGER_EFFECTS[state] ?? null);
  return { job: { ...job, ...fieldsAfter(job, event, nowMs), state, updatedAtMs: nowMs }, ledger };
}

const NOT_AT_VENDOR = { acceptedAtMs: null, deadlineAtMs: null } as const;

function fieldsAfter(job: Job, event: JobEvent, nowMs: number): Partial<Job> {
  switch (event.kind) {
    case 'acknowledged':
      return { progressMessageId: event.progressMessageId ?? job.progressMessageId };
    case 'submit-began':
      return { dueAtMs: nowMs };
    case 'submit-accepted':
      return {
        dueAtMs: event.checkAtMs,
        acceptedAtMs: event.acceptedAtMs,
        deadlineAtMs: event.deadlineAtMs,
        attempts: 0,
      };
    case 'submit-deferred':
    case 'submit-unclear':
    case 'delivery-deferred':
    case 'notice-deferred':
      return { dueAtMs: event.retryAtMs, attempts: triesAfter(job, event) };
    case 'check-deferred':
      return {
        dueAtMs: event.retryAtMs,
        attempts: triesAfter(job, event),
        ...shiftedBy(job, event.unwatchedMs),
      };
    case 'submit-postponed':
      return { dueAtMs: event.retryAtMs };
    case 'vendor-changed':
      return {
        vendor: event.vendor,
        dueAtMs: nowMs,
        attempts: job.attempts + 1,
        ...NOT_AT_VENDOR,
        progressPercent: null,
      };
    case 'progress-seen':
      return {
        dueAtMs: event.checkAtMs,
        attempts: 0,
        progressPercent: laterPercent(job.progressPercent, event.percent),
        ...shiftedBy(job, event.unwatchedMs),
      };
    case 'step-finished':
      return {
        dueAtMs: nowMs,
        attempts: 0,
        ...NOT_AT_VENDOR,
        progressPercent: null,
        stepIndex: job.stepIndex + 1,
      };
    case 'result-archived':
      return { result: event.result, dueAtMs: nowMs, attempts: 0, ...NOT_AT_VENDOR };
    case 'post-began':
      return { postAttempted: true };
    case 'result-delivered':
      return { finalChannelId: event.channelId, finalMessageId: event.messageId, dueAtMs: null };
    case 'result-withheld':
    case 'notice-shown':
      return { dueAtMs: null };
    case 'job-failed':
      return { failure: event.failure, dueAtMs: nowMs, attempts: 0, ...NOT_AT_VENDOR };
    case 'job-cancelled':
      return { dueAtMs: nowMs, attempts: 0, ...NOT_AT_VENDOR };
    default:
      return event satisfies never;
  }
}

/** At least one: a repeated step says nothing about how long the vendor takes. */
const triesAfter = ({ attempts }: Job, { isUncounted }: { readonly isUncounted?: true }) =>
  isUncounted === true ? Math.max(1, attempts) : attempts + 1;

/** Shifts the times as if the vendor had accepted that much later. */
const shiftedBy = ({ acceptedAtMs, deadlineAtMs }: Job, byMs = 0) => ({
  acceptedAtMs: acceptedAtMs === null ? null : acceptedAtMs + byMs,
  deadlineAtMs: deadlineAtMs === null ? null : deadlineAtMs + byMs,
});

/** Vendors' percentages jump and decrease; the shown one only increases, and never reaches 100. */
function laterPercent(known: number | null, seen: number | null): number | null {
  if (seen === null) return known;
  return Math.max(known ?? 0, Math.min(99, Math.max(0, Math.round(seen))));
}

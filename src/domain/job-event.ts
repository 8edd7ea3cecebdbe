import type { Failure } from './failure.ts';
import type { ChannelId, MessageId } from './ids.ts';
import type { JobResult } from './result.ts';

/**
 * The time of the retry. `isUncounted`: the bot's own disk or a long outage was the cause, which does not count as an
 * attempt.
 */
type Deferral = { readonly retryAtMs: number; readonly isUncounted?: true };

/** The events of a job. Names state what was observed; `transition` decides the consequences. */
export type JobEvent =
  /** Discord accepted the response; the message id is null if it is unknown. */
  | { readonly kind: 'acknowledged'; readonly progressMessageId: MessageId | null }
  /** The intent to submit the current step, saved before the request is sent. */
  | { readonly kind: 'submit-began' }
  | {
      readonly kind: 'submit-accepted';
      readonly acceptedAtMs: number;
      readonly checkAtMs: number;
      readonly deadlineAtMs: number;
    }
  /** The vendor is unavailable and the step was not submitted; no attempt was used. */
  | { readonly kind: 'submit-postponed'; readonly retryAtMs: number }
  /** The vendor certainly did not accept, or gave up without charging, and another vendor takes over. */
  | { readonly kind: 'vendor-changed'; readonly vendor: string }
  /** The vendor certainly did not accept; resubmitted at `retryAtMs`. */
  | ({ readonly kind: 'submit-deferred' } & Deferral)
  /** It is unknown whether the vendor accepted; looked up at `retryAtMs`, never submitted twice. */
  | ({ readonly kind: 'submit-unclear' } & Deferral)
  | {
      readonly kind: 'progress-seen';
      readonly percent: number | null;
      readonly checkAtMs: number;
      /** Time before this poll that does not count, because polls that were due did not happen. */
      readonly unwatchedMs?: number;
    }
  /** The poll failed. */
  | ({ readonly kind: 'check-deferred'; readonly unwatchedMs?: number } & Deferral)
  /** One of several steps is done; the next one begins. */
  | { readonly kind: 'step-finished' }
  | { readonly kind: 'result-archived'; readonly result: JobResult }
  /** The intent to post, saved before the message is sent. */
  | { readonly kind: 'post-began' }
  | ({ readonly kind: 'delivery-deferred' } & Deferral)
  | {
      readonly kind: 'result-delivered';
      readonly channelId: ChannelId;
      readonly messageId: MessageId;
    }
  /** The result cannot be posted: it stays in the archive and `/show` shows it. */
  | { readonly kind: 'result-withheld' }
  | { readonly kind: 'job-failed'; readonly failure: Failure }
  | { readonly kind: 'job-cancelled' }
  | ({ readonly kind: 'notice-deferred' } & Deferral)
  /** The person was notified of a failure or cancellation, or cannot be. */
  | { readonly kind: 'notice-shown' };

/** The kinds of events that move a job. */
export type JobEventKind = JobEvent['kind'];

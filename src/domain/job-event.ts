import type { Failure } from './failure.ts';
import type { ChannelId, MessageId } from './ids.ts';
import type { JobResult } from './result.ts';

/** Tried again then. `isUncounted`: the bot's own disk, or a long outage, stood in the way, which is no failed try. */
type Deferral = { readonly retryAtMs: number; readonly isUncounted?: true };

/** What happens to a job. Names are what was observed; `transition` decides what becomes true. */
export type JobEvent =
  /** Discord took the answer; the message id is null where it could not be learned. */
  | { readonly kind: 'acknowledged'; readonly progressMessageId: MessageId | null }
  /** The intent to ask the vendor for the current step, saved before the request leaves. */
  | { readonly kind: 'submit-began' }
  | {
      readonly kind: 'submit-accepted';
      readonly acceptedAtMs: number;
      readonly checkAtMs: number;
      readonly deadlineAtMs: number;
    }
  /** The vendor is in trouble and was not asked; no try was spent. */
  | { readonly kind: 'submit-postponed'; readonly retryAtMs: number }
  /** The vendor certainly did not accept, or gave up and charges nothing, and another one can: it is asked instead. */
  | { readonly kind: 'vendor-changed'; readonly vendor: string }
  /** The vendor certainly did not accept; asked again at `retryAtMs`. */
  | ({ readonly kind: 'submit-deferred' } & Deferral)
  /** Whether the vendor accepted is unknown; it is found out at `retryAtMs`, never asked twice. */
  | ({ readonly kind: 'submit-unclear' } & Deferral)
  | {
      readonly kind: 'progress-seen';
      readonly percent: number | null;
      readonly checkAtMs: number;
      /** Time before this look that does not count: nobody looked although a look was due. */
      readonly unwatchedMs?: number;
    }
  /** The vendor could not be asked about the ticket. */
  | ({ readonly kind: 'check-deferred'; readonly unwatchedMs?: number } & Deferral)
  /** A step of several is done; the next one begins. */
  | { readonly kind: 'step-finished' }
  | { readonly kind: 'result-archived'; readonly result: JobResult }
  /** The intent to post, saved before the message leaves. */
  | { readonly kind: 'post-began' }
  | ({ readonly kind: 'delivery-deferred' } & Deferral)
  | {
      readonly kind: 'result-delivered';
      readonly channelId: ChannelId;
      readonly messageId: MessageId;
    }
  /** Nowhere to post: the result stays in the archive and `/show` brings it back. */
  | { readonly kind: 'result-withheld' }
  | { readonly kind: 'job-failed'; readonly failure: Failure }
  | { readonly kind: 'job-cancelled' }
  | ({ readonly kind: 'notice-deferred' } & Deferral)
  /** The person was told of a failure or a cancel, or cannot be told. */
  | { readonly kind: 'notice-shown' };

/** The kinds of events that move a job. */
export type JobEventKind = JobEvent['kind'];

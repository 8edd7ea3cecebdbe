import type { FailureCause } from './failure-cause.ts';

/**
 * Why something outside failed, as a kind: it decides refund, retry and wording. Vendors' texts
 * are kept beside the kind for the operator, and are shown to people only where they explain.
 */
export type FailureKind =
  /** The prompt or the picture was judged unacceptable. Asking again changes nothing. */
  | 'moderated'
  /** A field or flag the vendor does not take. */
  | 'input-refused'
  /** The parent lacks this action, or is too old for it. */
  | 'action-unavailable'
  /** The operator's balance at the vendor is used up. */
  | 'out-of-credit'
  /** The operator's key is wrong, inactive or lacks the right. */
  | 'unauthorized'
  /** Asked too often; certainly not accepted. */
  | 'rate-limited'
  /** Down, overloaded or unreachable; certainly not accepted when it answers a submit. */
  | 'unavailable'
  /** An answer came that is not what the contract says. */
  | 'garbled'
  /** The request left and no answer came back: it may or may not have been accepted. */
  | 'lost'
  /** The vendor does not know the ticket. */
  | 'not-found'
  /** Not finished by the deadline. */
  | 'timed-out'
  /** Finished, but its pictures cannot be fetched or read. */
  | 'picture-unavailable'
  /** The vendor tried and gave up. */
  | 'generation-failed'
  /** Ours: a bug, or a vendor that is no longer configured. */
  | 'internal';

/** Whether the key or the account is refused, which only a person can mend. */
export const isAboutAccount = (kind: FailureKind | null): boolean =>
  kind === 'unauthorized' || kind === 'out-of-credit';

/** A failure with what the vendor said, trimmed, without keys. */
export type Failure = {
  readonly kind: FailureKind;
  readonly detail: string;
  /** The same for people, where it is ours to say and not the vendor's. */
  readonly cause?: FailureCause;
  /** The vendor's own wish, where it named one. */
  readonly retryAfterMs?: number;
};

import type { FailureCause } from './failure-cause.ts';

/**
 * The kind of an external failure: it decides refund, retry and wording. Vendors' texts are stored beside the kind for
 * operators, and shown to users only where they explain the failure.
 */
export type FailureKind =
  /** The prompt or picture was refused by moderation. A retry would not help. */
  | 'moderated'
  /** A field or flag that the vendor does not accept. */
  | 'input-refused'
  /** The parent lacks this action, or is too old for it. */
  | 'action-unavailable'
  /** The operator's balance at the vendor is used up. */
  | 'out-of-credit'
  /** The operator's key is wrong, inactive or lacks the right. */
  | 'unauthorized'
  /** Too many requests; certainly not accepted. */
  | 'rate-limited'
  /** Down, overloaded or unreachable; certainly not accepted when it answers a submit. */
  | 'unavailable'
  /** The reply does not match the contract. */
  | 'garbled'
  /** The request was sent but no reply arrived: it may or may not have been accepted. */
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

/** Whether the key or the account is refused, which only an operator can fix. */
export const isAboutAccount = (kind: FailureKind | null): boolean =>
  kind === 'unauthorized' || kind === 'out-of-credit';

/** A failure with the vendor's text, trimmed and without keys. */
export type Failure = {
  readonly kind: FailureKind;
  readonly detail: string;
  /** The translatable cause, if the bot itself knows it. */
  readonly cause?: FailureCause;
  /** The delay requested by the vendor, if any. */
  readonly retryAfterMs?: number;
};

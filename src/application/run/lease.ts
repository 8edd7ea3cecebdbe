/** The longest that one pass over a job may take; longer than all timeouts inside it together. */
export const LEASE_MS = 5 * 60_000;

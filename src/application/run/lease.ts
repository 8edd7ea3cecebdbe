/** Longest time one pass over a job may take; longer than every time-out inside it together. */
export const LEASE_MS = 5 * 60_000;

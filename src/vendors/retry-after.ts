/** Longer delays are capped: a wrong clock at the vendor must not delay a job for a year. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/** The delay in a `Retry-After` header, given in seconds or as an HTTP date; null if it has none. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return within(Number(text) * 1000);
  // Dates begin with a weekday; Date.parse would read anything looser as a year.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : within(atMs - nowMs);
}

const within = (waitMs: number): number =>
  Math.min(LONGEST_WAIT_MS, Math.max(0, Math.round(waitMs)));

/** Longer wishes are cut: a wrong clock at the vendor must not park a job for a year. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/** The pause a `Retry-After` header asks for, in seconds or as an HTTP date; null when it says nothing. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return within(Number(text) * 1000);
  // Dates begin with a weekday; anything looser Date.parse would take for a year.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : within(atMs - nowMs);
}

const within = (waitMs: number): number =>
  Math.min(LONGEST_WAIT_MS, Math.max(0, Math.round(waitMs)));

/**
 * A server's quota periods. A period is computed from a time, not advanced by a job that could fail, so that it is
 * right even after a year of inactivity. It relies on the platform's time zone database and never reads a clock.
 */

/** The day of the month on which a quota renews, at midnight in a time zone. */
export type Calendar = {
  /** 1 to 31; in a shorter month its last day. */
  readonly anchorDay: number;
  /** An IANA name such as `Europe/Rome`, or `UTC`. */
  readonly timeZone: string;
};

/** The default: calendar months in UTC. */
export const UTC_MONTHS: Calendar = { anchorDay: 1, timeZone: 'UTC' };

/** The time from one renewal to the next. */
export type Period = {
  /** The month it begins in, such as `2026-11`; a quota is granted once for each. */
  readonly label: string;
  /** The day it begins, such as `2026-11-21`. */
  readonly firstDay: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
};

type LocalDate = { readonly year: number; readonly month: number; readonly day: number };

/** An hour, in ms. */
export const HOUR_MS = 3_600_000;

/** A day, in ms. */
export const DAY_MS = 24 * HOUR_MS;

/** The period that contains a time. */
export function periodAt(atMs: number, { anchorDay, timeZone }: Calendar): Period {
  const { year, month, day } = localDate(atMs, timeZone);
  const begins = day >= anchorIn(year, month, anchorDay) ? month : month - 1;
  const start = anchorDate(year, begins, anchorDay);
  const end = anchorDate(year, begins + 1, anchorDay);
  const startsAtMs = startOfDayMs(start, timeZone);
  return {
    label: dayText(start).slice(0, 7),
    firstDay: dayAt(startsAtMs, timeZone),
    startsAtMs,
    endsAtMs: startOfDayMs(end, timeZone),
  };
}

/** The local day of a time, such as `2026-11-21`. */
export function dayAt(atMs: number, timeZone: string): string {
  return dayText(localDate(atMs, timeZone));
}

/** Whether a text is a valid day, such as `2026-11-21`. */
export function isDay(text: string): boolean {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // The platform reads the 31st of a shorter month as a day of the next.
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text);
}

/** Whether the platform knows the time zone. */
export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function anchorIn(year: number, month: number, anchorDay: number): number {
  // Day 0 of the next month is this one's last.
  return Math.min(anchorDay, new Date(Date.UTC(year, month, 0)).getUTCDate());
}

/** Months outside 1 to 12 belong to the adjacent years. */
function anchorDate(year: number, month: number, anchorDay: number): LocalDate {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const [inYear, inMonth] = [first.getUTCFullYear(), first.getUTCMonth() + 1];
  return { year: inYear, month: inMonth, day: anchorIn(inYear, inMonth, anchorDay) };
}

function dayText({ year, month, day }: LocalDate): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/**
 * The first instant of a day. If the clocks change around midnight, the two offsets give two candidates; the earlier
 * one that already belongs to the day is its start.
 */
function startOfDayMs(date: LocalDate, timeZone: string): number {
  const asUtcMs = Date.UTC(date.year, date.month - 1, date.day);
  if (timeZone === 'UTC') return asUtcMs;
  const candidates = [asUtcMs - DAY_MS, asUtcMs + DAY_MS]
    .map((nearMs) => asUtcMs - offsetMs(nearMs, timeZone))
    .sort((one, other) => one - other);
  const wanted = dayText(date);
  const found = candidates.find((atMs) => dayAt(atMs, timeZone) === wanted);
  // Time zones that moved across the date line skipped a day: it begins when the next one does.
  return found ?? startOfDayMs(dayAfter(date), timeZone);
}

function dayAfter({ year, month, day }: LocalDate): LocalDate {
  return localDate(Date.UTC(year, month - 1, day + 1), 'UTC');
}

function offsetMs(atMs: number, timeZone: string): number {
  const parts = partsAt(atMs, timeZone);
  const wallMs = Date.UTC(
    parts.year ?? 0,
    (parts.month ?? 1) - 1,
    parts.day,
    parts.hour,
    parts.minute,
    parts.second,
  );
  return wallMs - Math.floor(atMs / 1000) * 1000;
}

function localDate(atMs: number, timeZone: string): LocalDate {
  if (timeZone === 'UTC') {
    const date = new Date(atMs);
    return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  }
  const { year = 0, month = 1, day = 1 } = partsAt(atMs, timeZone);
  return { year, month, day };
}

function partsAt(atMs: number, timeZone: string): { readonly [part: string]: number | undefined } {
  return Object.fromEntries(
    formatterOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
}

/** Cached, because creating one costs a hundred times as much as using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}

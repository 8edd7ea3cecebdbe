/**
 * When a server's month begins and ends. The period is computed from the moment, never counted up
 * by a job that could fail: whoever asks after a year of silence gets the right answer. It relies
 * on the platform's time zone tables and never looks at a clock.
 */

/** On which day of the month a quota renews, at midnight of which place. */
export type Calendar = {
  /** 1 to 31; in a shorter month its last day. */
  readonly anchorDay: number;
  /** An IANA name as `Europe/Rome`, or `UTC`. */
  readonly timeZone: string;
};

/** What holds for a server that was told nothing else: calendar months, UTC. */
export const UTC_MONTHS: Calendar = { anchorDay: 1, timeZone: 'UTC' };

/** One renewal to the next. */
export type Period = {
  /** The month it begins in, as `2026-11`; a quota is granted once for each. */
  readonly label: string;
  /** The day it begins, as `2026-11-21`. */
  readonly firstDay: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
};

type LocalDate = { readonly year: number; readonly month: number; readonly day: number };

const DAY_MS = 86_400_000;

/** The period that a moment belongs to. */
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

/** The day a moment belongs to in a place, as `2026-11-21`. */
export function dayAt(atMs: number, timeZone: string): string {
  return dayText(localDate(atMs, timeZone));
}

/** Whether a text names a day that exists, as `2026-11-21`. */
export function isDay(text: string): boolean {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // The platform reads the 31st of a shorter month as a day of the next.
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text);
}

/** Whether the platform knows the place. */
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

/** Months outside 1 to 12 are those of the years around. */
function anchorDate(year: number, month: number, anchorDay: number): LocalDate {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const [inYear, inMonth] = [first.getUTCFullYear(), first.getUTCMonth() + 1];
  return { year: inYear, month: inMonth, day: anchorIn(inYear, inMonth, anchorDay) };
}

function dayText({ year, month, day }: LocalDate): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/**
 * The first moment of a day. Where the clocks change around midnight the two offsets give two
 * candidates; the earlier one that already belongs to the day is where it begins.
 */
function startOfDayMs(date: LocalDate, timeZone: string): number {
  const asUtcMs = Date.UTC(date.year, date.month - 1, date.day);
  if (timeZone === 'UTC') return asUtcMs;
  const candidates = [asUtcMs - DAY_MS, asUtcMs + DAY_MS]
    .map((nearMs) => asUtcMs - offsetMs(nearMs, timeZone))
    .sort((one, other) => one - other);
  const wanted = dayText(date);
  const found = candidates.find((atMs) => dayAt(atMs, timeZone) === wanted);
  // Places that moved across the date line left a day out: it begins when the next one does.
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

/** Making one costs a hundred times what using it does. */
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

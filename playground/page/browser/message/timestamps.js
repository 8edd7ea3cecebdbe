/** @type {(options: Intl.DateTimeFormatOptions) => (date: Date) => string} */
const formatter = (options) => {
  const format = new Intl.DateTimeFormat(undefined, options);
  return (date) => format.format(date);
};

const clock = formatter({ hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = formatter({ timeStyle: 'medium' });
const shortDay = formatter({ dateStyle: 'short' });
const longDay = formatter({ dateStyle: 'long' });
const full = formatter({ dateStyle: 'full', timeStyle: 'short' });
const long = formatter({ dateStyle: 'long', timeStyle: 'short' });

/** @type {(left: Date, right: Date) => boolean} */
const sameDay = (left, right) => left.toDateString() === right.toDateString();

/** Beside a message's author: the hour alone today, the day before that. @type {(date: Date, now: Date) => string} */
export function messageTime(date, now) {
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (sameDay(date, now)) return `Today at ${clock(date)}`;
  if (sameDay(date, yesterday)) return `Yesterday at ${clock(date)}`;
  return `${shortDay(date)} ${clock(date)}`;
}

/** In the margin of a message that continues the one above. */
export const shortTime = clock;
/** In tooltips. */
export const fullTime = full;
/** On the line between two days. */
export const dayName = longDay;

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** @type {readonly (readonly [Intl.RelativeTimeFormatUnit, number])[]} */
const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** @type {(date: Date, now: Date) => string} */
function relativeTime(date, now) {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return relative.format(Math.round(seconds / size), unit);
}

/** Discord's `<t:...:style>`. @type {(unixSeconds: number, style: string, now: Date) => string} */
export function styledTime(unixSeconds, style, now) {
  const date = new Date(unixSeconds * 1000);
  if (Number.isNaN(date.getTime())) return 'Invalid date';
  if (style === 't') return clock(date);
  if (style === 'T') return clockWithSeconds(date);
  if (style === 'd') return shortDay(date);
  if (style === 'D') return longDay(date);
  if (style === 'F') return full(date);
  return style === 'R' ? relativeTime(date, now) : long(date);
}

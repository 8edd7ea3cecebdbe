/**
 * The interactions that wait, in two lines. A server (in direct messages, a person) with many of them waiting continues
 * in the second line until none of its own are left there; the second is served while the first is empty. So a server
 * that floods the bot delays nobody else.
 */

/** Two lines of arrivals. */
export type ArrivalLines<Arrival> = {
  /** Adds one of the asker, a server or a person; false if the asker's line is full. */
  add(arrival: Arrival, asker: string): boolean;
  /** Removes the next one; null if none waits. */
  take(): { readonly arrival: Arrival; readonly line: 'first' | 'second' } | null;
  /** The number in both lines. */
  waiting(): number;
};

/** No server sends as many within the tenth of a second that they take. */
const FIRST_OF_ONE = 64;
/** Two thousand use some 20 MB, and are answered with "busy" within a second. */
const LINE_MAX = 2_000;

/** Two empty lines. */
export function createArrivalLines<Arrival>(): ArrivalLines<Arrival> {
  const first = createLine<Arrival>();
  const second = createLine<Arrival>();
  return {
    add: (arrival, asker) => {
      const isMany = second.count(asker) > 0 || first.count(asker) >= FIRST_OF_ONE;
      return (isMany ? second : first).add(arrival, asker);
    },
    take: () => {
      const next = first.take();
      if (next !== null) return { arrival: next.arrival, line: 'first' };
      const later = second.take();
      return later === null ? null : { arrival: later.arrival, line: 'second' };
    },
    waiting: () => first.length() + second.length(),
  };
}

/** One line, with the number of each asker's arrivals. */
function createLine<Arrival>() {
  const line: { readonly arrival: Arrival; readonly asker: string }[] = [];
  const counts = new Map<string, number>();
  const count = (asker: string): number => counts.get(asker) ?? 0;
  return {
    count,
    length: () => line.length,
    add(arrival: Arrival, asker: string): boolean {
      if (line.length >= LINE_MAX) return false;
      line.push({ arrival, asker });
      counts.set(asker, count(asker) + 1);
      return true;
    },
    take() {
      const next = line.shift();
      if (next === undefined) return null;
      const left = count(next.asker) - 1;
      if (left > 0) counts.set(next.asker, left);
      else counts.delete(next.asker);
      return next;
    },
  };
}

/**
 * Limits concurrent work per key; further work waits in order. Work for other keys is not delayed. Work that takes a
 * turn of its own key would deadlock.
 */
export type Turns = <Value>(key: string, work: () => Promise<Value>) => Promise<Value>;

type Line = {
  running: number;
  readonly waiting: (() => void)[];
};

/** At most `most` turns per key, in this process alone. */
export function createTurns(most = 1): Turns {
  const lines = new Map<string, Line>();
  return async (key, work) => {
    const line = lines.get(key) ?? { running: 0, waiting: [] };
    lines.set(key, line);
    // Finished work hands its turn on, so the count stays the same.
    if (line.running < most) line.running += 1;
    else await new Promise<void>((resolve) => line.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      if (next === undefined) line.running -= 1;
      else next();
      if (line.running === 0) lines.delete(key);
    }
  };
}

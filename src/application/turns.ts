/**
 * Lets so much work on the same thing be done at once, the rest in the order of asking; what is done for other things is
 * not waited for. Work that asks for a turn of its own key would wait for itself.
 */
export type Turns = <Value>(key: string, work: () => Promise<Value>) => Promise<Value>;

type Line = {
  running: number;
  readonly waiting: (() => void)[];
};

/** So many turns for each key, one without a number; counted in this process alone. */
export function createTurns(most = 1): Turns {
  const lines = new Map<string, Line>();
  return async (key, work) => {
    const line = lines.get(key) ?? { running: 0, waiting: [] };
    lines.set(key, line);
    // Whoever ends hands its turn on, so that the count stays.
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

/** So much work of a kind at once, and the rest in the order of asking. */
export type Turns = {
  /** Does the work when its key has a turn free; other keys wait for nothing of it. */
  take<Answer>(key: string, work: () => Promise<Answer>): Promise<Answer>;
};

/** So many turns for each key. */
export function createTurns(most: number): Turns {
  const running = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();
  return {
    take: async (key, work) => {
      const count = running.get(key) ?? 0;
      if (count < most) {
        running.set(key, count + 1);
      } else {
        // Whoever ends hands its turn on, so that the count stays.
        await new Promise<void>((resolve) => {
          waiting.set(key, [...(waiting.get(key) ?? []), resolve]);
        });
      }
      try {
        return await work();
      } finally {
        const [next, ...others] = waiting.get(key) ?? [];
        if (others.length > 0) waiting.set(key, others);
        else waiting.delete(key);
        if (next !== undefined) next();
        else running.set(key, (running.get(key) ?? 1) - 1);
      }
    },
  };
}

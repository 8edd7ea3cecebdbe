/** Lets work on the same thing take turns; what is done for other things is not waited for. */
export type Turns = <Value>(key: string, turn: () => Promise<Value>) => Promise<Value>;

/** Turns that are counted in this process alone. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return (key, turn) => {
    const next = (last.get(key) ?? Promise.resolve()).then(turn, turn);
    const over = next
      .catch(() => null)
      .finally(() => {
        // Whoever came later has put their own turn there.
        if (last.get(key) === over) last.delete(key);
      });
    last.set(key, over);
    return next;
  };
}

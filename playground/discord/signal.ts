/** How long a wait may take and what it was for, told when it takes longer. */
export type WaitOptions = { readonly timeoutMs?: number; readonly what?: string };

/** Something that happens again and again, with waiting for the next time it matters. */
export type Signal<Event> = {
  readonly emit: (event: Event) => void;
  /** Calls back on every event until the returned function is called. */
  readonly listen: (listener: (event: Event) => void) => () => void;
  /**
   * Resolves with the first defined answer of `read`, asked now and after every event. It never
   * polls: only an event can make it look again, and `read` is told which (`null` at first).
   * Rejects after `timeoutMs` of real time.
   */
  readonly until: <Found>(
    read: (event: Event | null) => Found | undefined | null | false,
    options?: WaitOptions,
  ) => Promise<Found>;
};

const defaultTimeoutMs = 5_000;

export const createSignal = <Event>(): Signal<Event> => {
  const listeners = new Set<(event: Event) => void>();
  const listen = (listener: (event: Event) => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  return {
    emit: (event) => {
      for (const listener of [...listeners]) listener(event);
    },
    listen,
    until: (read, options = {}) =>
      new Promise((resolve, reject) => {
        const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
        const stop = () => {
          clearTimeout(timer);
          ignore();
        };
        const look = (event: Event | null) => {
          try {
            const found = read(event);
            if (found === undefined || found === null || found === false) return;
            stop();
            resolve(found);
          } catch (error) {
            stop();
            reject(error);
          }
        };
        const timer = setTimeout(() => {
          ignore();
          reject(new Error(`Waited ${timeoutMs} ms for ${options.what ?? 'an event'}.`));
        }, timeoutMs);
        const ignore = listen(look);
        look(null);
      }),
  };
};

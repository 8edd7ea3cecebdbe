import { EventEmitter } from 'node:events';

/** How long a wait may take and what it was for, told when it takes longer. */
export type WaitOptions = { readonly timeoutMs?: number; readonly what?: string };

/** What happens at an emulator, with waiting for the event that matters. */
export type EmulatorEvents<Event> = {
  readonly emit: (event: Event) => void;
  /** Calls back on every event until the returned function is called. */
  readonly listen: (listener: (event: Event) => void) => () => void;
  /**
   * Resolves with the first answer of `read` that is neither undefined, null nor false. `read` is
   * asked now (with null) and after every event; nothing polls. Rejects when `read` throws, and
   * after `timeoutMs` (5000 unless told otherwise) of real time.
   */
  readonly until: <Found>(
    read: (event: Event | null) => Found | undefined | null | false,
    options?: WaitOptions,
  ) => Promise<Found>;
};

/** Creates the events of one emulator. */
export function createEvents<Event>(): EmulatorEvents<Event> {
  const emitter = new EventEmitter<{ event: [Event] }>().setMaxListeners(0);
  const listen = (listener: (event: Event) => void) => {
    emitter.on('event', listener);
    return () => {
      emitter.off('event', listener);
    };
  };
  return {
    emit: (event) => {
      emitter.emit('event', event);
    },
    listen,
    until: (read, { timeoutMs = 5_000, what = 'an event' } = {}) =>
      new Promise((resolve, reject) => {
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
          reject(new Error(`Waited ${timeoutMs} ms for ${what}.`));
        }, timeoutMs);
        const ignore = listen(look);
        look(null);
      }),
  };
}

/** Calls that stay open until their task is over, as Ace's do unless asked not to. */
import type { JobState } from './emulated-jobs.ts';

type Listener = (state: JobState) => void;

export type Waiting = {
  /** Tells whoever waits for the task. */
  readonly tell: (id: string, state: JobState) => void;
  /** One reply at the end. */
  readonly reply: (id: string, write: (state: JobState) => Response) => Promise<Response>;
  /** A line for every change, the last at the end; a state without anything to say has none. */
  readonly stream: (id: string, write: (state: JobState) => unknown) => Response;
};

const isOver = (state: JobState): boolean => state.kind === 'done' || state.kind === 'failed';

export function createWaiting(): Waiting {
  const listeners = new Map<string, Listener>();
  const until = (id: string, listen: Listener): void => {
    listeners.set(id, (state) => {
      if (isOver(state)) listeners.delete(id);
      listen(state);
    });
  };
  return {
    tell: (id, state) => listeners.get(id)?.(state),
    reply: (id, write) =>
      new Promise((resolve) => {
        until(id, (state) => {
          if (isOver(state)) resolve(write(state));
        });
      }),
    stream: (id, write) => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          until(id, (state) => {
            const line = write(state);
            const text = line === null ? '' : `${JSON.stringify(line)}\n`;
            controller.enqueue(new TextEncoder().encode(text));
            if (isOver(state)) controller.close();
          });
        },
      });
      return new Response(body, { headers: { 'content-type': 'application/x-ndjson' } });
    },
  };
}

// Charts in a worker thread: laying one out holds a thread for 80 to 200 ms, and answers wait for the
// main one. Relies on `chart-worker.ts`, which starts when first needed and exits when nothing was
// asked for a while, since the library holds memory. Never throws: what went wrong is told as a value.
import { Worker } from 'node:worker_threads';
import type { UsageReport } from '#domain/usage.ts';
import type { ChartOutcome, Charts, Theme, UsageWords } from '#ports/charts.ts';
import './sharp.ts'; // In the main thread first, as its native part wants.

/** What the worker is asked. */
export type ChartOrder = {
  readonly number: number;
  readonly report: UsageReport;
  readonly theme: Theme;
  readonly words: UsageWords;
};

/** What it answers. */
export type ChartReply = { readonly number: number } & (
  | { readonly kind: 'drawn'; readonly bytes: Uint8Array; readonly mediaType: string }
  | { readonly kind: 'failed'; readonly detail: string }
);

type Waiting = (outcome: ChartOutcome) => void;

/** Long enough for someone who looks at both themes. */
const IDLE_MS = 60_000;

/** A drawer at rest. */
export function createChartDrawer({
  script = new URL('./chart-worker.ts', import.meta.url),
  idleMs = IDLE_MS,
}: {
  readonly script?: URL;
  readonly idleMs?: number;
} = {}): Charts & { close(): Promise<void> } {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let rest: NodeJS.Timeout | undefined;
  let orders = 0;
  let closed = false;

  const answer = (number: number, outcome: ChartOutcome) => {
    waiting.get(number)?.(outcome);
    waiting.delete(number);
  };

  /** Everything that waits for a worker which is no more. */
  const dismiss = (gone: Worker, detail: string) => {
    if (worker !== gone) return;
    worker = null;
    for (const number of [...waiting.keys()]) answer(number, { kind: 'failed', detail });
  };

  const spawn = (): Worker => {
    const spawned = new Worker(script);
    spawned.on('message', ({ number, ...reply }: ChartReply) => {
      answer(
        number,
        reply.kind === 'drawn'
          ? { kind: 'drawn', picture: { bytes: reply.bytes, mediaType: reply.mediaType } }
          : reply,
      );
      if (waiting.size > 0) return;
      // Only a worker with an order keeps the process alive.
      spawned.unref();
      rest = setTimeout(() => {
        // Nothing is handed to it from now on, however long its end takes.
        worker = null;
        void spawned.terminate();
      }, idleMs).unref();
    });
    spawned.on('error', (cause) =>
      dismiss(spawned, cause instanceof Error ? cause.message : 'worker crashed'),
    );
    spawned.on('exit', () => dismiss(spawned, 'worker exited'));
    return spawned;
  };

  return {
    drawUsage: (report, theme, words) =>
      new Promise((resolve) => {
        if (closed) return resolve({ kind: 'failed', detail: 'the drawer was closed' });
        clearTimeout(rest);
        worker ??= spawn();
        worker.ref();
        const number = orders++;
        waiting.set(number, resolve);
        worker.postMessage({ number, report, theme, words } satisfies ChartOrder);
      }),
    close: async () => {
      closed = true;
      clearTimeout(rest);
      await worker?.terminate();
    },
  };
}

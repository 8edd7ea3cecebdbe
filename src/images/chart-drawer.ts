// Charts in a worker thread: laying one out holds a thread for 80 to 200 ms, and answers wait for the
// main one. The library holds memory, which goes with the thread when nothing was asked for a while.
// Never throws: what went wrong is told as a value.
import type { UsageReport } from '#domain/usage.ts';
import type { Charts, Theme, UsageWords } from '#ports/charts.ts';
import { createThreadPool } from './thread-pool.ts';

/** What the thread is asked. */
export type ChartOrder = {
  readonly report: UsageReport;
  readonly theme: Theme;
  readonly words: UsageWords;
};

/** What it answers. */
export type DrawnChart = { readonly bytes: Uint8Array; readonly mediaType: string };

/** A drawer at rest. */
export function createChartDrawer({
  script = new URL('./chart-worker.ts', import.meta.url),
  ...options
}: {
  readonly script?: URL;
  readonly idleMs?: number;
} = {}): Charts & { close(): Promise<void> } {
  const pool = createThreadPool<ChartOrder, DrawnChart>({ script, threads: 1, ...options });
  return {
    drawUsage: (report, theme, words) =>
      pool.ask({ report, theme, words }).then(
        (picture) => ({ kind: 'drawn', picture }),
        (cause: unknown) => ({
          kind: 'failed',
          detail: cause instanceof Error ? cause.message : String(cause),
        }),
      ),
    close: pool.close,
  };
}

// Charts in a worker thread: layout blocks a thread for 80 to 200 ms, and interactions need the main one. The library's
// memory is freed with the idle thread. It never throws: failures are values.
import type { UsageReport } from '#domain/usage.ts';
import type { Charts, Theme, UsageWords } from '#ports/charts.ts';
import { createThreadPool } from './thread-pool.ts';

/** An order to the thread. */
export type ChartOrder = {
  readonly report: UsageReport;
  readonly theme: Theme;
  readonly words: UsageWords;
};

/** The thread's reply. */
export type DrawnChart = { readonly bytes: Uint8Array; readonly mediaType: string };

/** An idle drawer. */
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

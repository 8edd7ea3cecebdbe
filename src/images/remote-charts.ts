/** Charts drawn in the picture process. It never throws: failures are values. */
import { z } from 'zod';
import type { ChartOutcome, Charts } from '#ports/charts.ts';
import type { ChartsOrder } from './chart-work.ts';
import { bytesSchema, type PictureProcess } from './picture-process.ts';

const outcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('drawn'),
    picture: z.object({ bytes: bytesSchema, mediaType: z.string() }),
  }),
  z.object({ kind: z.literal('failed'), detail: z.string() }),
]);

/** Charts by orders to the process. */
export function createRemoteCharts(process: Pick<PictureProcess, 'ask'>): Charts {
  const ask = (order: ChartsOrder) => process.ask('charts', order, outcome);
  return {
    drawUsage: (report, theme, words) =>
      ask({ kind: 'usage', report, theme, words }).catch(
        (cause: unknown): ChartOutcome => ({
          kind: 'failed',
          detail: cause instanceof Error ? cause.message : String(cause),
        }),
      ),
  };
}

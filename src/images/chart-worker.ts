import type { ChartOrder, DrawnChart } from './chart-drawer.ts';
import { answerOrders } from './thread-pool.ts';
import { drawUsage } from './usage-chart.ts';

answerOrders(async ({ report, theme, words }: ChartOrder): Promise<DrawnChart> => {
  const { bytes, mediaType } = await drawUsage(report, theme, words);
  // A copy, because the library's buffer may be part of a larger one that cannot be transferred.
  return { bytes: new Uint8Array(bytes), mediaType };
});

import { parentPort } from 'node:worker_threads';
import type { ChartOrder, ChartReply } from './chart-drawer.ts';
import { drawUsage } from './usage-chart.ts';

parentPort?.on('message', (order: ChartOrder) => {
  void answer(order).then((reply) => parentPort?.postMessage(reply));
});

async function answer({ number, report, theme, words }: ChartOrder): Promise<ChartReply> {
  try {
    const { bytes, mediaType } = await drawUsage(report, theme, words);
    // A copy of its own: the library's buffer may be part of a larger one that cannot cross.
    return { number, kind: 'drawn', bytes: new Uint8Array(bytes), mediaType };
  } catch (cause) {
    return {
      number,
      kind: 'failed',
      detail: cause instanceof Error ? cause.message : String(cause),
    };
  }
}

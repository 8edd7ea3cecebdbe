/** The part `charts` of the picture process: a thread draws them, so that pictures do not wait for charts. */
import { type ChartOrder, createChartDrawer } from './chart-drawer.ts';
import { isOrderOf } from './picture-messages.ts';

/** An order to the part. */
export type ChartsOrder = ChartOrder & { readonly kind: 'usage' };

const drawer = createChartDrawer();

/** Draws one. */
export async function carryOutChartOrder(order: unknown): Promise<unknown> {
  if (!isOrderOf<ChartsOrder>(['usage'], order)) throw new TypeError('not a chart order');
  return drawer.drawUsage(order.report, order.theme, order.words);
}

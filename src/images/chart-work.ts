/** The part `charts` in the picture process: a thread lays them out, so that pictures do not wait for charts. */
import { type ChartOrder, createChartDrawer } from './chart-drawer.ts';
import { isOrderOf } from './picture-messages.ts';

/** What the part is asked. */
export type ChartsOrder = ChartOrder & { readonly kind: 'usage' };

const drawer = createChartDrawer();

/** Draws one. */
export async function carryOutChartOrder(order: unknown): Promise<unknown> {
  if (!isOrderOf<ChartsOrder>(['usage'], order)) throw new TypeError('no order of a chart');
  return drawer.drawUsage(order.report, order.theme, order.words);
}

/** The part `studio` in the picture process: the workshop with painters in threads. */
import { isOrderOf } from '#images/picture-messages.ts';
import { createPainterPool } from '#painter/painter-pool.ts';
import type { StudioOrder } from './studio-order.ts';
import { createWorkshop } from './studio-workshop.ts';

const workshop = createWorkshop(createPainterPool());

/** Carries out one order. */
export async function carryOutStudioOrder(order: unknown): Promise<unknown> {
  if (!isOrderOf<StudioOrder>(['plan', 'make', 'preview'], order)) {
    throw new TypeError('not a studio order');
  }
  switch (order.kind) {
    case 'plan':
      return workshop.plan(order.request, order.key, order.photoKey);
    case 'make':
      return workshop.make(order.work, order.photos);
    case 'preview':
      return workshop.preview(order.pictures, order.percent, order.photos);
    default:
      return order satisfies never;
  }
}

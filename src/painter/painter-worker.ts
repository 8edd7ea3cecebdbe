import { answerOrders } from '#images/thread-pool.ts';
import { paintWindow, repaintRegion } from './painter.ts';
import type { Painted, PainterOrder } from './painter-pool.ts';

answerOrders(async (order: PainterOrder): Promise<Painted> => {
  const { scene, window } = order;
  const picture =
    order.kind === 'paint'
      ? await paintWindow(scene, window)
      : await repaintRegion(
          { ...order.picture, data: Buffer.from(order.picture.data) },
          order.mask,
          scene,
          window,
        );
  // A copy, because the library's buffer may be part of a larger one that cannot be transferred.
  return { ...picture, data: new Uint8Array(picture.data) };
});

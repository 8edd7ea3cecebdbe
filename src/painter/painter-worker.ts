import { parentPort } from 'node:worker_threads';
import { paintWindow, repaintRegion } from './painter.ts';
import type { PainterOrder, PainterReply } from './painter-pool.ts';

parentPort?.on('message', (order: PainterOrder) => {
  void answer(order).then((reply) => parentPort?.postMessage(reply));
});

async function answer(order: PainterOrder): Promise<PainterReply> {
  try {
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
    // A copy of its own: the library's buffer may be part of a larger one that cannot cross.
    return { ...picture, kind: 'painted', data: new Uint8Array(picture.data) };
  } catch (cause) {
    return { kind: 'failed', message: cause instanceof Error ? cause.message : String(cause) };
  }
}

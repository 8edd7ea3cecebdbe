// Painters in worker threads: composing a scene and its grain would block the event loop.
import { availableParallelism } from 'node:os';
import type { RawMask } from '#images/mask.ts';
import { createThreadPool } from '#images/thread-pool.ts';
import type { Painter, PlaneWindow, RawPicture, Scene } from './painter.ts';

/** Paints in worker threads; rejects if a worker crashed or the pool was closed. */
export type PainterPool = Painter & {
  /** Ends the workers; running and waiting orders are rejected. */
  close(): Promise<void>;
};

/** An order to a worker. */
export type PainterOrder =
  | { readonly kind: 'paint'; readonly scene: Scene; readonly window: PlaneWindow }
  | {
      readonly kind: 'repaint';
      readonly picture: RawPicture;
      readonly mask: RawMask;
      readonly scene: Scene;
      readonly window: PlaneWindow;
    };

/** A worker's reply: a picture with its own buffer. */
export type Painted = Omit<RawPicture, 'data'> & { readonly data: Uint8Array };

/** A pool of painters; one core is left for the event loop. */
export function createPainterPool({
  workers: threads = Math.max(1, availableParallelism() - 1),
  script = new URL('./painter-worker.ts', import.meta.url),
}: {
  readonly workers?: number;
  readonly script?: URL;
} = {}): PainterPool {
  const pool = createThreadPool<PainterOrder, Painted>({ script, threads });
  const paint = async (order: PainterOrder): Promise<RawPicture> => {
    const { data, ...size } = await pool.ask(order);
    return { ...size, data: Buffer.from(data.buffer) };
  };
  return {
    paintWindow: (scene, window) => paint({ kind: 'paint', scene, window }),
    repaintRegion: (picture, mask, scene, window) =>
      paint({ kind: 'repaint', picture, mask, scene, window }),
    close: pool.close,
  };
}

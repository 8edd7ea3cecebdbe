// Painters in worker threads: composing a scene and its grain would hold up the event loop.
// Relies on `painter-worker.ts`; a worker paints one picture at a time and starts when first needed.
// Never loses a job silently: a worker that dies rejects its job and the next job gets a fresh one.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { RawMask } from '#images/mask.ts';
import type { PlaneWindow, RawPicture, Scene } from './painter.ts';
import '#images/sharp.ts'; // In the main thread first, as its native part wants.

/** Paints in worker threads; rejects where a worker crashed or the pool was closed. */
export type PainterPool = {
  paintWindow(scene: Scene, window: PlaneWindow): Promise<RawPicture>;
  repaintRegion(
    picture: RawPicture,
    mask: RawMask,
    scene: Scene,
    window: PlaneWindow,
  ): Promise<RawPicture>;
  /** Ends the workers; what they were painting and what waits is rejected. */
  close(): Promise<void>;
};

/** What a worker is asked. */
export type PainterOrder =
  | { readonly kind: 'paint'; readonly scene: Scene; readonly window: PlaneWindow }
  | {
      readonly kind: 'repaint';
      readonly picture: RawPicture;
      readonly mask: RawMask;
      readonly scene: Scene;
      readonly window: PlaneWindow;
    };

/** What a worker answers. */
export type PainterReply =
  | {
      readonly kind: 'painted';
      readonly data: Uint8Array;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'failed'; readonly message: string };

type Job = {
  readonly order: PainterOrder;
  readonly resolve: (picture: RawPicture) => void;
  readonly reject: (cause: Error) => void;
};

/** A pool of painters; one core is left to the event loop. */
export function createPainterPool({
  workers = Math.max(1, availableParallelism() - 1),
  script = new URL('./painter-worker.ts', import.meta.url),
}: {
  readonly workers?: number;
  readonly script?: URL;
} = {}): PainterPool {
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  let closed = false;

  function dispatch(): void {
    while (waiting.length > 0 && (idle.length > 0 || busy.size < workers)) {
      const job = waiting.shift();
      if (!job) return;
      const worker = idle.pop() ?? spawn();
      busy.set(worker, job);
      // Only a worker with a job keeps the process alive.
      worker.ref();
      worker.postMessage(job.order);
    }
  }

  function spawn(): Worker {
    const worker = new Worker(script);
    worker.on('message', (reply: PainterReply) => {
      const job = busy.get(worker);
      busy.delete(worker);
      worker.unref();
      idle.push(worker);
      if (reply.kind === 'failed') job?.reject(new Error(reply.message));
      else {
        const { data, width, height } = reply;
        job?.resolve({ data: Buffer.from(data.buffer), width, height });
      }
      dispatch();
    });
    worker.on('error', (cause) => dismiss(worker, cause));
    worker.on('exit', () => dismiss(worker, null));
    return worker;
  }

  function dismiss(worker: Worker, cause: unknown): void {
    const place = idle.indexOf(worker);
    if (place >= 0) idle.splice(place, 1);
    const job = busy.get(worker);
    busy.delete(worker);
    job?.reject(
      new Error(closed ? 'The painter pool is closed' : 'A painter worker crashed', { cause }),
    );
    if (!closed) dispatch();
  }

  function enqueue(order: PainterOrder): Promise<RawPicture> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(new Error('The painter pool is closed'));
      waiting.push({ order, resolve, reject });
      dispatch();
    });
  }

  return {
    paintWindow: (scene, window) => enqueue({ kind: 'paint', scene, window }),
    repaintRegion: (picture, mask, scene, window) =>
      enqueue({ kind: 'repaint', picture, mask, scene, window }),
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.reject(new Error('The painter pool is closed'));
      await Promise.all([...idle, ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}

/**
 * Worker threads for work that would block the event loop: one order at a time each, started on demand and ended when
 * idle. No order is lost silently: a thread that dies rejects its order, and the next one gets a new thread. Used by
 * charts and the painter.
 */
import { parentPort, Worker } from 'node:worker_threads';
import { loadSharp } from './sharp.ts';

/** Threads that run orders. */
export type ThreadPool<Order, Answer> = {
  /** Rejects if the order failed. */
  ask(order: Order): Promise<Answer>;
  /** Ends the threads; running and waiting orders are rejected. */
  close(): Promise<void>;
};

/** A thread's reply. */
export type Posted<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly message: string };

type Job<Order, Answer> = {
  readonly order: Order;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (cause: Error) => void;
};

/** Long enough for consecutive requests of one person, in ms. */
const IDLE_MS = 60_000;

/** An idle pool. `script` is a module that calls `answerOrders`. */
export function createThreadPool<Order, Answer>({
  script,
  threads,
  idleMs = IDLE_MS,
}: {
  readonly script: URL;
  readonly threads: number;
  readonly idleMs?: number;
}): ThreadPool<Order, Answer> {
  const waiting: Job<Order, Answer>[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job<Order, Answer>>();
  let rest: NodeJS.Timeout | undefined;
  let closed = false;

  function dispatch(): void {
    clearTimeout(rest);
    while (idle.length > 0 || busy.size < threads) {
      const job = waiting.shift();
      if (job === undefined) break;
      const worker = idle.pop() ?? spawn();
      busy.set(worker, job);
      // Only a thread with an order keeps the process alive.
      worker.ref();
      worker.postMessage(job.order);
    }
    if (busy.size === 0) rest = setTimeout(endIdle, idleMs).unref();
  }

  function endIdle(): void {
    // They get no more orders while they end.
    for (const worker of idle.splice(0)) void worker.terminate();
  }

  function spawn(): Worker {
    // In the main thread first, as its native module requires.
    loadSharp();
    const worker = new Worker(script);
    worker.on('message', (posted: Posted<Answer>) => {
      const job = busy.get(worker);
      busy.delete(worker);
      worker.unref();
      idle.push(worker);
      if (posted.kind === 'answered') job?.resolve(posted.answer);
      else job?.reject(new Error(posted.message));
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
    job?.reject(closed ? closedError() : new Error('A worker thread crashed', { cause }));
    if (!closed) dispatch();
  }

  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(closedError());
        waiting.push({ order, resolve, reject });
        dispatch();
      }),
    close: async () => {
      closed = true;
      clearTimeout(rest);
      for (const job of waiting.splice(0)) job.reject(closedError());
      await Promise.all([...idle, ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}

const closedError = (): Error => new Error('The thread pool is closed');

/** Inside a thread: answers orders one at a time. */
export function answerOrders<Order>(work: (order: Order) => Promise<unknown>): void {
  parentPort?.on('message', (order: Order) => {
    void work(order)
      .then(
        (answer): Posted<unknown> => ({ kind: 'answered', answer }),
        (cause: unknown): Posted<never> => ({
          kind: 'failed',
          message: cause instanceof Error ? cause.message : String(cause),
        }),
      )
      .then((posted) => parentPort?.postMessage(posted));
  });
}

/**
 * Picture processing in a separate process. The picture library hardly returns memory to the system, and a decoder may
 * crash on a hostile file or for lack of memory; neither should affect the bot. The process starts with the first order
 * and ends when idle, and a crash only fails its open orders. There is one at a time (briefly two, while an idle one
 * ends), and it has no state to lose.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { Log } from '#ports/log.ts';
import type { OrderMessage, PicturePart } from './picture-messages.ts';

/** Runs orders in the other process. */
export type PictureProcess = {
  /** The part's reply. Rejects with its error, or if the process died with the order, which may be retried. */
  ask<Answer>(part: PicturePart, order: unknown, answer: z.ZodType<Answer>): Promise<Answer>;
  /** Starts it if it is not running, because pictures are about to arrive and a start takes a third of a second. */
  prepare(): void;
  /** Ends it at once; open and later orders are rejected. */
  close(): Promise<void>;
};

type Order = {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
};

type Running = { readonly child: ChildProcess; readonly orders: Map<number, Order> };

const answerMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answered'), id: z.int(), answer: z.unknown() }),
  z.object({ kind: z.literal('failed'), id: z.int(), error: z.instanceof(Error) }),
]);

/** Longer than between two pictures of a job, in ms. */
const IDLE_MS = 20_000;
/**
 * Far longer than the largest picture takes; a hanging decoder would never return, nor release its share of the pixel
 * budget.
 */
const ANSWER_WITHIN_MS = 5 * 60_000;

/** MiB of a V8 semi-space: pictures are outside the heap, and there are few objects. */
const SETTINGS = ['--max-semi-space-size=1'];
/** Concurrent pictures: more than the processors only cost memory. Node's default is 4. */
const THREADS = String(Math.max(2, Math.min(4, availableParallelism())));

/** A process that is not running yet. `script` calls `answerPictureOrders`. */
export function createPictureProcess({
  script,
  environment,
  log,
  idleMs = IDLE_MS,
  answerWithinMs = ANSWER_WITHIN_MS,
}: {
  readonly script: URL;
  /** Its environment, without the bot's secrets. */
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Pick<Log, 'error'>;
  readonly idleMs?: number;
  readonly answerWithinMs?: number;
}): PictureProcess {
  const alive = new Set<ChildProcess>();
  let current: Running | null = null;
  let rest: NodeJS.Timeout | undefined;
  let closed = false;
  let ordered = 0;

  function start(): Running {
    const child = fork(script, {
      execArgv: SETTINGS,
      serialization: 'advanced',
      env: { UV_THREADPOOL_SIZE: THREADS, ...environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const running: Running = { child, orders: new Map() };
    alive.add(child);
    hold(running, false);
    child.on('message', (message) => answer(running, message));
    child.on('error', (error) => lose(running, error.message));
    child.on('exit', (code, signal) => {
      alive.delete(child);
      lose(running, `it ended with ${signal ?? `code ${code}`}`);
    });
    return running;
  }

  /** Only a process with an order keeps the bot alive. */
  function hold({ child }: Running, isHeld: boolean): void {
    for (const one of [child, child.channel]) {
      if (isHeld) one?.ref();
      else one?.unref();
    }
  }

  /** Restarts the timer for the next reply, or for idling. */
  function watch(running: Running): void {
    clearTimeout(rest);
    if (running !== current) return;
    if (running.orders.size > 0) {
      rest = setTimeout(() => end(running, `no answer for ${answerWithinMs} ms`), answerWithinMs);
      rest.unref();
      return;
    }
    hold(running, false);
    rest = setTimeout(() => {
      // It ends by itself when disconnected; the next order starts another one.
      current = null;
      running.child.disconnect();
    }, idleMs).unref();
  }

  function answer(running: Running, message: unknown): void {
    const posted = answerMessage.parse(message);
    const order = running.orders.get(posted.id);
    running.orders.delete(posted.id);
    if (posted.kind === 'answered') order?.resolve(posted.answer);
    else order?.reject(posted.error);
    watch(running);
  }

  function lose(running: Running, how: string): void {
    if (running === current) {
      clearTimeout(rest);
      current = null;
      if (!closed) log.error({ how, orders: running.orders.size }, 'picture process crashed');
    }
    const error = closed ? closedError() : new Error(`The picture process is gone: ${how}`);
    for (const order of running.orders.values()) order.reject(error);
    running.orders.clear();
  }

  /** Its later replies are ignored. */
  function end(running: Running, how: string): void {
    lose(running, how);
    running.child.kill('SIGKILL');
  }

  return {
    ask: async (part, order, schema) => {
      const answered = await new Promise<unknown>((resolve, reject) => {
        if (closed) return reject(closedError());
        current ??= start();
        const running = current;
        const id = ordered++;
        running.orders.set(id, { resolve, reject });
        if (running.orders.size === 1) watch(running);
        hold(running, true);
        const message: OrderMessage = { id, part, order };
        try {
          running.child.send(message, (error) => {
            // The channel is broken.
            if (error !== null) end(running, error.message);
          });
        } catch (error) {
          // Not serialisable: it was never sent and gets no reply.
          running.orders.delete(id);
          watch(running);
          reject(error);
        }
      });
      return schema.parse(answered);
    },
    prepare: () => {
      if (closed) return;
      current ??= start();
      watch(current);
    },
    close: async () => {
      closed = true;
      clearTimeout(rest);
      const ends = [...alive].map(async (child) => {
        const ended = once(child, 'exit');
        child.ref();
        child.kill('SIGKILL');
        await ended;
      });
      await Promise.all(ends);
    },
  };
}

const closedError = (): Error => new Error('The picture process is closed');

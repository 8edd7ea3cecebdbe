/**
 * Picture work in a process of its own. What the picture library takes from the system it hardly gives back, a decoder
 * may be killed by a hostile file or for lack of memory, and neither should be the bot's loss: the process starts with
 * the first order, ends when nothing was ordered for a while, and a crash of it fails its open orders and nothing else.
 * There is one at a time (for a moment two, while one that was idle ends), and it keeps nothing that a kill could lose.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { Log } from '#ports/log.ts';
import type { OrderMessage, PicturePart } from './picture-messages.ts';

/** Carries out orders elsewhere. */
export type PictureProcess = {
  /**
   * What the part answers. Rejects with what it threw, or where the process died with the order; whoever ordered may
   * order again.
   */
  ask<Answer>(part: PicturePart, order: unknown, answer: z.ZodType<Answer>): Promise<Answer>;
  /** Starts it where it does not run: pictures are about to come, and a start takes a third of a second. */
  prepare(): void;
  /** Ends it at once; open orders are rejected, later ones too. */
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

/** Longer than from one picture of a job to the next, in ms. */
const IDLE_MS = 20_000;
/** Far longer than the largest picture takes; a decoder that hangs takes for ever, and its share of the pixels with it. */
const ANSWER_WITHIN_MS = 5 * 60_000;

/** MiB of a half of V8's space for new objects: it holds pictures, which are elsewhere, and few objects. */
const SETTINGS = ['--max-semi-space-size=1'];
/** Pictures at once: more than there are processors take memory and no less time. Node's own number is 4. */
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
  /** The variables it is given; it needs no secret of the bot. */
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

  /** Only a process with an order keeps the bot's own alive. */
  function hold({ child }: Running, isHeld: boolean): void {
    for (const one of [child, child.channel]) {
      if (isHeld) one?.ref();
      else one?.unref();
    }
  }

  /** From now on it has its time for the next answer, or rests. */
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
      // It ends by itself when nobody is at the other end; the next order starts another one.
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

  /** Whatever it still does reaches nobody. */
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
          // Not data: it was never sent, and nobody answers it.
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

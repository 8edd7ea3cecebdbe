/**
 * Picture processing in a separate process. The picture library hardly returns memory to the system, and a decoder may
 * crash on a hostile file or for lack of memory; neither should affect the bot. The process starts with the first order
 * and ends when idle, and a crash only fails its open orders. There is one at a time (briefly two, while an idle one
 * ends), and it has no state to lose.
 */
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '#ports/log.ts';
import { openPictureChannel, type PictureChannel } from './picture-channel.ts';
import type { PicturePart } from './picture-messages.ts';

/** Bytes in a reply of the process. */
export const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

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

type Running = { readonly channel: PictureChannel; readonly orders: Map<number, Order> };

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

/** A process that is not running yet. `script` calls `answerPictureOrders`. */
export function createPictureProcess({
  script,
  directory,
  environment,
  log,
  idleMs = IDLE_MS,
  answerWithinMs = ANSWER_WITHIN_MS,
}: {
  readonly script: URL;
  /** Of this bot alone: the bytes of messages are in it while a process runs. */
  readonly directory: string;
  /** Its environment, without the bot's secrets. */
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Pick<Log, 'error' | 'warn'>;
  readonly idleMs?: number;
  readonly answerWithinMs?: number;
}): PictureProcess {
  const alive = new Set<PictureChannel>();
  let current: Running | null = null;
  let rest: NodeJS.Timeout | undefined;
  let closed = false;
  let ordered = 0;
  let started = 0;

  function start(): Running {
    const channel = openPictureChannel({
      script,
      folder: join(directory, String(started++)),
      environment,
      log,
      onMessage: (id, message) => void answer(running, id, message),
      onBroken: (how) => end(running, how),
      onExit: (how) => {
        alive.delete(channel);
        lose(running, how);
      },
    });
    const running: Running = { channel, orders: new Map() };
    alive.add(channel);
    channel.hold(false);
    return running;
  }

  /** Restarts the timer for the next reply, or for idling. */
  function watch(running: Running): void {
    if (running !== current) return;
    clearTimeout(rest);
    if (running.orders.size > 0) {
      rest = setTimeout(() => end(running, `no answer for ${answerWithinMs} ms`), answerWithinMs);
      rest.unref();
      return;
    }
    running.channel.hold(false);
    rest = setTimeout(() => {
      // It ends by itself when disconnected; the next order starts another one.
      current = null;
      running.channel.disconnect();
    }, idleMs).unref();
  }

  async function answer(running: Running, id: number, message: Promise<unknown>): Promise<void> {
    const posted = await message
      .then((answered) => answerMessage.parse(answered))
      .catch((cause: unknown) => failed(id, cause));
    const order = running.orders.get(id);
    running.orders.delete(id);
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
    running.channel.kill();
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
        running.channel.hold(true);
        running.channel.send({ id, part, order }).catch((cause: unknown) => {
          // It was never sent and gets no reply.
          void answer(running, id, Promise.reject(cause));
        });
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
      await Promise.all([...alive].map((channel) => channel.close()));
    },
  };
}

const closedError = (): Error => new Error('The picture process is closed');

const failed = (id: number, cause: unknown): z.infer<typeof answerMessage> => {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  return { kind: 'failed', id, error };
};

import type { ServerResponse } from 'node:http';
import { type Clock, callOff } from '#ports/clock.ts';
import type { InlineReply } from '#ports/inline-reply.ts';

/** A request of Discord with a pending response. */
export type InlineExchange = {
  readonly reply: InlineReply;
  /** The response body; null if there is none in time. */
  readonly body: Promise<object | null>;
};

/** Opens an exchange, which closes after `withinMs`; then the answer needs its own request. */
export function openInlineExchange(
  outgoing: Pick<ServerResponse, 'once' | 'destroyed'>,
  withinMs: number,
  clock: Clock,
): InlineExchange {
  const settled = Promise.withResolvers<object | null>();
  const over = new AbortController();
  const settle = (body: object | null): boolean => {
    if (over.signal.aborted) return false;
    callOff(over);
    settled.resolve(body);
    return true;
  };
  outgoing.once('close', () => settle(null));
  clock.sleepUntil(clock.nowMs() + withinMs, over.signal).then(() => settle(null), settled.reject);
  return {
    body: settled.promise,
    reply: {
      send: (body) =>
        new Promise((resolve) => {
          if (outgoing.destroyed || !settle(body)) {
            resolve('closed');
            return;
          }
          outgoing.once('finish', () => resolve('sent'));
          outgoing.once('close', () => resolve('lost'));
        }),
      accept: () => {
        settle(null);
      },
    },
  };
}

/**
 * Admits requests a few at a time, so that Discord's events are handled in between: a flood of requests would otherwise
 * block the event loop. `server.ts` and `connection-room.ts` limit connections; here each connection is limited to a
 * few unanswered requests. Nothing is counted by address, since behind a proxy all requests come from one.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The limits of the gate. */
export type GateLimits = {
  /** Requests started per event loop turn. */
  readonly eachTurn: number;
  /** Requests that may wait; more are answered with 503. */
  readonly waiting: number;
  /** Unanswered requests per connection: browsers and proxies send one at a time. */
  readonly ofConnection: number;
};

const LIMITS: GateLimits = { eachTurn: 4, waiting: 1024, ofConnection: 4 };

/** Requests with priority: they have a time limit of seconds. */
const FIRST = /^\/(?:interactions|events|healthz)(?:\?|$)/;

/** Puts the listener behind a gate. */
export function gated(
  listener: RequestListener,
  changes: Partial<GateLimits> = {},
): RequestListener {
  const limits = { ...LIMITS, ...changes };
  const unanswered = new WeakMap<Socket, number>();
  const [first, others]: [(() => void)[], (() => void)[]] = [[], []];
  let begun = 0;
  let isTurnAsked = false;

  const turn = () => {
    isTurnAsked = false;
    begun = 0;
    while (begun < limits.eachTurn) {
      const next = first.shift() ?? others.shift();
      if (next === undefined) break;
      begun++;
      next();
    }
    if (begun > 0) askTurn();
  };
  const askTurn = () => {
    if (isTurnAsked) return;
    isTurnAsked = true;
    setImmediate(turn);
  };

  return (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { socket } = incoming;
    // Requests that arrived before their connection was ended are still parsed.
    if (socket.destroyed) return;
    const ofConnection = (unanswered.get(socket) ?? 0) + 1;
    if (ofConnection > limits.ofConnection) {
      socket.destroy();
      return;
    }
    unanswered.set(socket, ofConnection);
    outgoing.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    const begin = () => {
      if (!outgoing.destroyed) listener(incoming, outgoing);
    };
    askTurn();
    if (begun < limits.eachTurn && first.length + others.length === 0) {
      begun++;
      begin();
      return;
    }
    const isFirst = FIRST.test(incoming.url ?? '');
    if (!isFirst && others.length >= limits.waiting) {
      outgoing.writeHead(503, { 'retry-after': '5', connection: 'close' }).end();
      return;
    }
    (isFirst ? first : others).push(begin);
  };
}

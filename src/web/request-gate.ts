/**
 * Lets requests in a few at a time, however many arrive at once, so that what Discord sends is heard in between: there
 * is one event loop, and a flood of requests is otherwise handled in one piece. How many connections there may be is in
 * `server.ts` and held by `connection-room.ts`; here no connection has more than a few unanswered requests. Nothing is
 * counted by address: behind a proxy all come from one.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How many requests are let in at once. */
export type GateLimits = {
  /** Begun in one turn of the event loop. */
  readonly eachTurn: number;
  /** Waiting to be begun; more are answered 503. */
  readonly waiting: number;
  /** Unanswered ones of one connection: browsers and proxies send one, and begin the next with the answer's last byte. */
  readonly ofConnection: number;
};

const LIMITS: GateLimits = { eachTurn: 4, waiting: 1024, ofConnection: 4 };

/** What somebody waits for who has three seconds, or who restarts the bot where it is late. */
const FIRST = /^\/(?:interactions|events|healthz)(?:\?|$)/;

/** The listener behind a gate of its own. */
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
    // What had arrived with an earlier request of a connection that was ended is parsed all the same.
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

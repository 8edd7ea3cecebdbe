/**
 * Hands what connections send to Node's parser in slices, a bounded number of bytes in each turn of the event loop for
 * all connections together. By itself Node parses up to 64 KB of a connection in one go, and all connections that have
 * sent something in the same turn: 64 KB are 2,500 requests or 10,000 chunks of a body, which take about 50 ms, so a
 * hundred connections keep the bot from answering anybody for five seconds. Whatever ends a connection in between, as
 * the gate does (`request-gate.ts`), leaves the rest of what it sent unparsed. What comes in a small piece, as an interaction
 * does, is parsed whole and goes before large pieces: otherwise its body would wait for every other connection.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How many bytes are parsed at once. */
export type ReadBudget = {
  /** In one turn of the event loop, of all connections together; 8 KB of the costliest take about 6 ms. */
  readonly eachTurn: number;
  /** A piece of so many bytes is parsed whole, before larger ones. */
  readonly small: number;
  /** Of a larger piece, before the next connection has its turn; one such slice is parsed in every turn. */
  readonly slice: number;
};

const BUDGET: ReadBudget = { eachTurn: 8 * 1024, small: 8 * 1024, slice: 1024 };

/** A connection of which something is still to be parsed. */
type Line = {
  /** Whether what is next is a small piece, or the end. */
  readonly isSmall: () => boolean;
  /** Parses what is next; how many bytes it had, and whether more can be parsed now. */
  readonly next: () => { readonly bytes: number; readonly more: boolean };
};

/** Paces all connections of a server that does not listen yet. */
export function paceReading(
  server: Pick<Server, 'on' | 'prependListener'>,
  changes: Partial<ReadBudget> = {},
): void {
  const { eachTurn, small, slice } = { ...BUDGET, ...changes };
  /** In the order in which they have their turn. */
  const lines = { small: new Set<Line>(), large: new Set<Line>() };
  let left = eachTurn;
  let isTurnAsked = false;

  const add = (line: Line) => lines[line.isSmall() ? 'small' : 'large'].add(line);
  const parseOf = (some: Set<Line>, leave: number) => {
    for (const line of some) {
      if (left <= leave) break;
      some.delete(line);
      const { bytes, more } = line.next();
      left -= bytes;
      if (more) add(line);
    }
  };
  const parseSome = () => {
    parseOf(lines.small, slice);
    parseOf(lines.large, 0);
    if (isTurnAsked || left === eachTurn) return;
    isTurnAsked = true;
    setImmediate(() => {
      isTurnAsked = false;
      left = eachTurn;
      parseSome();
    });
  };
  const enqueue = (line: Line) => {
    add(line);
    parseSome();
  };

  // Before Node's own listener, so that nothing is read past this one.
  server.prependListener('connection', (socket: Socket) => {
    const push = socket.push.bind(socket);
    const read = socket._read.bind(socket);
    /** What was read and not parsed: at most one piece, since nothing more is read before, and the end. */
    const pieces: unknown[] = [];
    let isSliced = false;
    const line: Line = {
      isSmall: () => !isSliced && lengthOf(pieces[0]) <= small,
      next: () => {
        if (socket.destroyed) pieces.length = 0;
        if (pieces.length === 0 || socket.isPaused()) return { bytes: 0, more: false };
        const piece = pieces.shift();
        if (!(piece instanceof Uint8Array) || (!isSliced && piece.byteLength <= small)) {
          push(piece);
          return { bytes: lengthOf(piece), more: pieces.length > 0 };
        }
        const rest = piece.subarray(slice);
        // The last slices of a large piece are no small one.
        isSliced = rest.byteLength > 0;
        if (isSliced) pieces.unshift(rest);
        push(piece.subarray(0, slice));
        return { bytes: Math.min(slice, piece.byteLength), more: pieces.length > 0 };
      },
    };
    socket.push = (piece: unknown) => {
      pieces.push(piece);
      enqueue(line);
      return pieces.length === 0;
    };
    socket._read = (size) => {
      if (pieces.length === 0) read(size);
    };
    socket.on('resume', () => enqueue(line));
    socket.once('close', () => {
      lines.small.delete(line);
      lines.large.delete(line);
    });
  });
  // After it: a listener for data is what makes Node parse what the socket hands on, not what the system has.
  server.on('connection', (socket: Socket) => socket.on('data', () => undefined));
}

const lengthOf = (piece: unknown): number => (piece instanceof Uint8Array ? piece.byteLength : 0);

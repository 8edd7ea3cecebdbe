/**
 * Passes received data to Node's HTTP parser in slices, with a byte budget per event loop turn for all connections
 * together. By itself Node parses up to 64 KB of a connection at once, and all connections with data in the same turn:
 * 64 KB are 2,500 requests or 10,000 chunks of a body, which take about 50 ms, so a hundred connections would block the
 * bot for five seconds. When a connection is ended in between, for example by `request-gate.ts`, the rest of its data
 * is not parsed. A small piece, such as an interaction, is parsed whole and before large ones; otherwise it would wait
 * for every other connection.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** The byte budgets of parsing. */
export type ReadBudget = {
  /** Per event loop turn, for all connections; 8 KB take at most about 6 ms. */
  readonly eachTurn: number;
  /** Pieces up to this size are parsed whole, before larger ones. */
  readonly small: number;
  /** The slice of a larger piece per connection and turn; one is parsed in every turn. */
  readonly slice: number;
};

const BUDGET: ReadBudget = { eachTurn: 8 * 1024, small: 8 * 1024, slice: 1024 };

/** A connection with unparsed data. */
type Line = {
  /** Whether the next piece is small, or the end. */
  readonly isSmall: () => boolean;
  /** Parses the next piece; returns its bytes, and whether more can be parsed now. */
  readonly next: () => { readonly bytes: number; readonly more: boolean };
};

/** Paces all connections of a server; called before it listens. */
export function paceReading(
  server: Pick<Server, 'on' | 'prependListener'>,
  changes: Partial<ReadBudget> = {},
): void {
  const { eachTurn, small, slice } = { ...BUDGET, ...changes };
  /** In the order of their turns. */
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
    /** Unparsed pieces: at most one, since no more is read before, and the end. */
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
        // The rest of a large piece does not count as small.
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
  // After it: with a data listener Node parses what the socket emits instead of reading from the system.
  server.on('connection', (socket: Socket) => socket.on('data', () => undefined));
}

const lengthOf = (piece: unknown): number => (piece instanceof Uint8Array ? piece.byteLength : 0);

import type { WebSocket } from 'ws';
import type { GatewayDispatch } from '#playground/discord/discord.ts';

/** What an IDENTIFY asked for. */
export type SessionTerms = {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [number, number];
};

/** A frame as it goes over the wire. */
export type Frame = {
  readonly op: number;
  readonly d: unknown;
  readonly s: number | null;
  readonly t: string | null;
};

/** A bot's session: outlives its connections, and remembers what it sent for a RESUME. */
export type Session = SessionTerms & {
  readonly attach: (send: (frame: Frame) => void, socket: WebSocket) => void;
  /** Takes the connection away; the session stays resumable. */
  readonly detach: (socket: WebSocket) => void;
  readonly socket: () => WebSocket | null;
  readonly sequence: () => number;
  /** Sends now when connected, and keeps it for a RESUME in any case. */
  readonly dispatch: (name: string, data: unknown) => void;
  readonly wants: (event: GatewayDispatch) => boolean;
  /** Sends everything after `sequence` again. */
  readonly replayAfter: (sequence: number) => void;
};

/** How many events a session remembers; Discord's number is not published. */
const bufferLength = 1_000;

export const createSession = (terms: SessionTerms): Session => {
  let sequence = 0;
  const buffer: Frame[] = [];
  let connection: { readonly send: (frame: Frame) => void; readonly socket: WebSocket } | null =
    null;
  return {
    ...terms,
    attach: (send, socket) => {
      connection = { send, socket };
    },
    detach: (socket) => {
      if (connection?.socket === socket) connection = null;
    },
    socket: () => connection?.socket ?? null,
    sequence: () => sequence,
    dispatch: (name, data) => {
      sequence += 1;
      const frame: Frame = { op: 0, d: data, s: sequence, t: name };
      buffer.push(frame);
      // Dropped in halves, so that a busy session does not shift its buffer at every event.
      if (buffer.length > 2 * bufferLength) buffer.splice(0, bufferLength);
      connection?.send(frame);
    },
    wants: ({ intent, guildId }) => {
      const [index, count] = terms.shard;
      const home = guildId === null ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(count));
      return home === index && (intent === null || (terms.intents & intent) !== 0);
    },
    replayAfter: (after) => {
      for (const frame of buffer) if ((frame.s ?? 0) > after) connection?.send(frame);
    },
  };
};

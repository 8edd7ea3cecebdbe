/**
 * One WebSocket of a bot: HELLO, IDENTIFY or RESUME, heartbeats, close codes. It relies on the
 * session registry for what outlives the connection. It never decides which events a bot gets.
 */
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Discord } from '#playground/discord/discord.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import { createFrameWriter } from './frame-writer.ts';
import type { Frame, Session } from './session.ts';

/** Why the gateway hangs up, by Discord's close codes. */
export const closeCodes = {
  unknownOpcode: [4001, 'Unknown opcode.'],
  decodeError: [4002, 'Error while decoding payload.'],
  notAuthenticated: [4003, 'Not authenticated.'],
  authenticationFailed: [4004, 'Authentication failed.'],
  alreadyAuthenticated: [4005, 'Already authenticated.'],
  invalidSequence: [4007, 'Invalid seq.'],
  rateLimited: [4008, 'Rate limited.'],
  invalidShard: [4010, 'Invalid shard.'],
  invalidVersion: [4012, 'Invalid API version.'],
  invalidIntents: [4013, 'Invalid intent(s).'],
  disallowedIntents: [4014, 'Disallowed intent(s).'],
} as const satisfies Record<string, readonly [number, string]>;

const frameSchema = z.object({ op: z.number().int(), d: z.unknown() });
const identifySchema = z.object({
  token: z.string(),
  intents: z.number().int().min(0),
  properties: z.unknown(),
  shard: z.tuple([z.number().int().min(0), z.number().int().min(1)]).default([0, 1]),
});
const resumeSchema = z.object({
  token: z.string(),
  session_id: z.string(),
  seq: z.number().int().min(0),
});

/** Presences, members and message content must be allowed for the application. */
const privilegedIntents = (1 << 1) | (1 << 8) | (1 << 15);
/** Bits 0 to 16, 20, 21, 24 and 25. */
const knownIntents = 0x331ffff;

export const heartbeatEveryMs = 41_250;

/** What a connection asks of the registry of sessions. */
export type SessionRegistry = {
  readonly open: (terms: Pick<Session, 'intents' | 'shard'>) => Session;
  readonly find: (id: string) => Session | null;
  readonly welcome: (session: Session) => void;
  readonly connectionChanged: () => void;
};

const isPrivileged = (intents: number, allowed: number): boolean =>
  (intents & privilegedIntents & ~allowed) !== 0;

/** Serves one connection; returns how to send it a control frame, `null` when it was refused. */
export const serveConnection = (options: {
  readonly socket: WebSocket;
  readonly url: URL;
  readonly discord: Discord;
  readonly registry: SessionRegistry;
  readonly allowedPrivilegedIntents: number;
}): ((op: number, d: unknown) => void) | null => {
  const { socket, url, discord, registry } = options;
  const hangUp = (reason: keyof typeof closeCodes): void => {
    const [code, text] = closeCodes[reason];
    socket.close(code, text);
  };
  const write = createFrameWriter(socket, url);
  if (write === null || url.searchParams.get('v') !== '10') {
    hangUp(write === null ? 'decodeError' : 'invalidVersion');
    return null;
  }
  const send = (frame: Frame) => write(JSON.stringify(frame));
  const control = (op: number, d: unknown) => send({ op, d, s: null, t: null });
  let session: Session | null = null;
  let sentAtMs: readonly number[] = [];

  // Discord takes the token here with and without the prefix that REST wants.
  const isBotToken = (token: string) => token.replace(/^Bot /, '') === discord.token;

  const identify = (data: unknown) => {
    if (session !== null) return hangUp('alreadyAuthenticated');
    const asked = identifySchema.safeParse(data);
    if (!asked.success) return hangUp('decodeError');
    const { token, intents, shard } = asked.data;
    if (!isBotToken(token)) return hangUp('authenticationFailed');
    if (shard[0] >= shard[1]) return hangUp('invalidShard');
    if ((intents & ~knownIntents) !== 0) return hangUp('invalidIntents');
    if (isPrivileged(intents, options.allowedPrivilegedIntents)) {
      return hangUp('disallowedIntents');
    }
    session = registry.open({ intents, shard });
    session.attach(send, socket);
    registry.welcome(session);
    registry.connectionChanged();
  };

  const resume = (data: unknown) => {
    if (session !== null) return hangUp('alreadyAuthenticated');
    const asked = resumeSchema.safeParse(data);
    if (!asked.success) return hangUp('decodeError');
    if (!isBotToken(asked.data.token)) return hangUp('authenticationFailed');
    const known = registry.find(asked.data.session_id);
    if (known === null) return control(9, false);
    if (asked.data.seq > known.sequence()) return hangUp('invalidSequence');
    const before = known.socket();
    session = known;
    known.attach(send, socket);
    before?.close(4000, 'Resumed elsewhere.');
    known.replayAfter(asked.data.seq);
    known.dispatch('RESUMED', {});
    registry.connectionChanged();
  };

  const receive = (text: string) => {
    if (Buffer.byteLength(text) > limits.gateway.payloadBytes) return hangUp('decodeError');
    const nowMs = discord.clock.nowMs();
    sentAtMs = [...sentAtMs.filter((atMs) => nowMs - atMs < 60_000), nowMs];
    if (sentAtMs.length > limits.gateway.sendsPerMinute) return hangUp('rateLimited');
    const frame = frameSchema.safeParse(parseJson(text));
    if (!frame.success) return hangUp('decodeError');
    const { op, d } = frame.data;
    if (op === 1) {
      if (!discord.faults.takeHeartbeat()) control(11, null);
    } else if (op === 2) identify(d);
    else if (op === 6) resume(d);
    else if (op !== 3) hangUp('unknownOpcode');
    else if (session === null) hangUp('notAuthenticated');
  };

  socket.on('message', (bytes) => receive(bytes.toString()));
  socket.on('close', () => {
    session?.detach(socket);
    registry.connectionChanged();
  });
  // A broken connection also closes; there is nothing more to do about its error.
  socket.on('error', () => socket.terminate());
  control(10, { heartbeat_interval: heartbeatEveryMs });
  return control;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

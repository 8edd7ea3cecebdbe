/**
 * Requests signed by Discord: Ed25519 over the timestamp and the raw body (docs.discord.com, Interactions Overview,
 * "Validating Security Request Headers"). A request without a plausible signature is refused before its body is read.
 * Discord sends wrong signatures from time to time, and disables an address that accepts them.
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Clock } from '#ports/clock.ts';
import { BODY_STATUSES, type BodyLimits, createBodyReader } from './read-body.ts';
import type { WebContext } from './server.ts';

/** The body, or the status of the refusal. */
export type SignedRequest =
  | { readonly kind: 'body'; readonly text: string }
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 408 | 413 | 415 | 429 };

/** Reads and verifies a request. */
export type ReadSigned = (context: WebContext) => Promise<SignedRequest>;

/** Creates the reader; `publicKey` is the application's, 64 hexadecimal digits. */
export function createSignedReader(publicKey: string, clock: Clock): ReadSigned {
  const key = keyOf(publicKey);
  const readBody = createBodyReader(LIMITS, clock);
  return async (context) => {
    const { headers, socket } = context.env.incoming;
    const signature = String(headers['x-signature-ed25519'] ?? '');
    const timestamp = String(headers['x-signature-timestamp'] ?? '');
    const isCurrent =
      /^\d{1,12}$/.test(timestamp) &&
      Math.abs(clock.nowMs() - Number(timestamp) * 1_000) <= TIMESTAMP_WITHIN_MS;
    if (!/^[0-9a-f]{128}$/i.test(signature) || !isCurrent) return { kind: 'refused', status: 401 };
    const body = await readBody(context, socket.remoteAddress ?? '');
    if (body.kind !== 'body') return { kind: 'refused', status: BODY_STATUSES[body.kind] };
    const signed = Buffer.concat([Buffer.from(timestamp), body.bytes]);
    return verify(null, signed, key, Buffer.from(signature, 'hex'))
      ? { kind: 'body', text: Buffer.from(body.bytes).toString('utf8') }
      : { kind: 'refused', status: 401 };
  };
}

/** Interactions with a message and embeds are tens of kilobytes, in one piece. */
const LIMITS: BodyLimits = {
  isMeant: (type) => type === 'application/json',
  bytesMax: 512 * 1024,
  withinMs: 2_000,
  // The sender is only known after reading: this bounds the memory that strangers can use.
  atOnce: 64,
  // Behind a reverse proxy all requests come from one address.
  atOncePerSender: 64,
  whenFull: 'end-longest',
};

/** Limits replays of recorded requests. */
const TIMESTAMP_WITHIN_MS = 60_000;

/** The prefix of the 32 bytes of an Ed25519 key in DER form (RFC 8410, section 4). */
const DER_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

function keyOf(publicKey: string): KeyObject {
  const der = Buffer.concat([DER_PREFIX, Buffer.from(publicKey, 'hex')]);
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}

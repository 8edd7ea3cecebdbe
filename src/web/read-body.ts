/**
 * The only way for a route to read a body. Routes check the sender first: a body that nobody may send is never read. At
 * most a known number of bytes is held, for a known time, and never more than twice the received bytes.
 */
import { type Clock, callOff } from '#ports/clock.ts';
import type { WebContext } from './server.ts';

/** The body, or why there is none. */
export type BodyOutcome =
  | { readonly kind: 'body'; readonly bytes: Uint8Array }
  | { readonly kind: 'wrong-type' }
  | { readonly kind: 'too-large' }
  /** It did not arrive in time, or the sender disconnected. */
  | { readonly kind: 'unfinished' }
  /** The limit of concurrent bodies is reached, for this sender or in total. */
  | { readonly kind: 'busy' };

/** The status of a refused body. */
export const BODY_STATUSES = {
  'wrong-type': 415,
  'too-large': 413,
  unfinished: 408,
  busy: 429,
} as const satisfies Record<Exclude<BodyOutcome['kind'], 'body'>, number>;

/** A route's limits for bodies. */
export type BodyLimits = {
  /** Whether a content type, lower-case and without parameters, is accepted. */
  readonly isMeant: (contentType: string) => boolean;
  readonly bytesMax: number;
  readonly withinMs: number;
  /** The most unfinished bodies of all senders. */
  readonly atOnce: number;
  /** The most unfinished bodies of one sender. */
  readonly atOncePerSender: number;
  /**
   * What to do at the limit. If anybody may start a body, the longest unfinished one is ended: a genuine body arrives
   * in one piece, and must not be blocked by endless ones.
   */
  readonly whenFull?: 'refuse' | 'end-longest';
};

/** Reads a body; `sender` identifies its sender. */
export type ReadBody = (context: WebContext, sender: string) => Promise<BodyOutcome>;

/** A reader with its own count of unfinished bodies. */
export function createBodyReader(limits: BodyLimits, clock: Clock): ReadBody {
  const unfinished = new Map<string, number>();
  /** Functions that end them, oldest first. */
  const ends = new Set<() => void>();
  let all = 0;
  return async (context, sender) => {
    const { headers } = context.env.incoming;
    const [contentType = ''] = (headers['content-type'] ?? '').split(';');
    if (!limits.isMeant(contentType.trim().toLowerCase())) return { kind: 'wrong-type' };
    if (Number(headers['content-length'] ?? 0) > limits.bytesMax) return { kind: 'too-large' };
    const ofSender = unfinished.get(sender) ?? 0;
    if (all >= limits.atOnce || ofSender >= limits.atOncePerSender) {
      if (limits.whenFull !== 'end-longest') return { kind: 'busy' };
      const [longest] = ends;
      longest?.();
    }
    all++;
    unfinished.set(sender, ofSender + 1);
    try {
      return await receive(context, limits, clock, ends);
    } finally {
      all--;
      const left = (unfinished.get(sender) ?? 1) - 1;
      if (left === 0) unfinished.delete(sender);
      else unfinished.set(sender, left);
    }
  };
}

function receive(
  { env: { incoming } }: WebContext,
  { bytesMax, withinMs }: BodyLimits,
  clock: Clock,
  ends: Set<() => void>,
): Promise<BodyOutcome> {
  return new Promise((resolve) => {
    // One buffer: a body sent byte by byte would otherwise be a million objects per megabyte.
    let held = Buffer.alloc(0);
    let length = 0;
    const over = new AbortController();
    const finish = (outcome: BodyOutcome) => {
      if (over.signal.aborted) return;
      callOff(over);
      ends.delete(giveUp);
      incoming.off('data', take).off('end', end).off('close', giveUp).off('error', giveUp);
      incoming.pause();
      resolve(outcome);
    };
    const take = (chunk: Buffer) => {
      const before = length;
      length += chunk.byteLength;
      if (length > bytesMax) return finish({ kind: 'too-large' });
      if (length > held.byteLength) {
        const grown = Buffer.alloc(Math.max(length, Math.min(2 * before, bytesMax)));
        held.copy(grown);
        held = grown;
      }
      chunk.copy(held, before);
    };
    const end = () => finish({ kind: 'body', bytes: held.subarray(0, length) });
    const giveUp = () => finish({ kind: 'unfinished' });
    ends.add(giveUp);
    incoming.on('data', take).on('end', end).on('close', giveUp).on('error', giveUp);
    clock.sleepUntil(clock.nowMs() + withinMs, over.signal).then(giveUp, giveUp);
  });
}

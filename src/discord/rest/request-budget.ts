/**
 * Keeps the bot below Discord's limit of refused requests: 10,000 responses of 401, 403 or 429 in ten minutes get its
 * address banned (docs.discord.com, Rate Limits, Invalid Request Limit). Here they stay below 50; a request beyond that
 * fails with the time to retry. Requests in progress count as refused until they are answered, so that no burst exceeds
 * the limit. It must see every request, including the library's.
 */
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { createSharedPause } from './shared-pause.ts';
import { createStoredTimes, type Facts, type StoredTimes } from './stored-times.ts';

/** Discord's window. */
export const REFUSAL_WINDOW_MS = 10 * 60_000;

/** What Discord counts as refused. */
export const REFUSED_STATUSES: readonly number[] = [401, 403, 429];

/** The most refused requests in the window; answers to interactions may use all of it. */
const REFUSED_MAX = 48;

/** The limit of all other requests, so that people still get their answers. */
const REFUSED_MAX_OTHERS = 36;

/** Refusals of one channel or server without a pause: a refused result is sent in other forms at once. */
const FREE_AT_PLACE = 4;

/** After that each refusal there delays the next request, four times as long each time. */
const PLACE_PAUSE_MS = 15_000;
const PLACE_PAUSE_GROWTH = 4;

/** The request was not sent, because too many were refused recently. */
export class RequestHeldError extends Error {
  override readonly name = 'RequestHeldError';
  /** When to retry, in ms from now. */
  readonly afterMs: number;

  constructor(afterMs: number, why: string) {
    super(`held back for ${Math.ceil(afterMs / 1000)} s: ${why}`);
    this.afterMs = afterMs;
  }
}

/** The parts of a response that the budget reads. */
type Answered = {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
};

/** Counts refused requests, and holds requests back before Discord bans the address. */
export type RequestBudget = {
  /** Reads the refusals from before a restart. */
  load(): Promise<void>;
  /**
   * Sends the request when there is room, answers to interactions first; throws `RequestHeldError` if there is none for
   * a while, and the signal's reason if it aborts first.
   */
  spend<Reply extends Answered>(
    url: string,
    signal: AbortSignal | null | undefined,
    send: () => Promise<Reply>,
  ): Promise<Reply>;
};

type Refusal = { readonly place: string; readonly atMs: number };

/** A budget that keeps its refusals in `facts`. */
export function createRequestBudget(parts: {
  readonly facts: Facts;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Pick<Log, 'warn' | 'error'>;
}): RequestBudget {
  const { clock, log } = parts;
  const refused: StoredTimes = createStoredTimes({
    ...parts,
    key: 'discord-refusals',
    windowMs: REFUSAL_WINDOW_MS,
  });
  let byPlace: readonly Refusal[] = [];
  let underWay = 0;
  /** A limit of the whole bot; it does not apply to answers to interactions. */
  const pause = createSharedPause(parts);
  let warnedAtMs = Number.NEGATIVE_INFINITY;
  const waiting = { answers: new Set<() => void>(), others: new Set<() => void>() };

  const hold = (isAnswer: boolean, place: string): RequestHeldError | null => {
    const nowMs = clock.nowMs();
    const most = isAnswer ? REFUSED_MAX : REFUSED_MAX_OTHERS;
    const times = refused.list();
    const leaving = times[times.length - most];
    if (leaving !== undefined) {
      return new RequestHeldError(
        leaving + REFUSAL_WINDOW_MS - nowMs,
        `Discord refused ${times.length} requests in ten minutes`,
      );
    }
    if (isAnswer) return null;
    if (pause.untilMs() > nowMs) {
      return new RequestHeldError(pause.untilMs() - nowMs, 'Discord limits the whole bot');
    }
    const here = byPlace.filter((one) => one.place === place);
    const last = here.at(-1);
    const pauses = here.length - FREE_AT_PLACE;
    if (last === undefined || pauses < 0) return null;
    const untilMs = last.atMs + PLACE_PAUSE_MS * PLACE_PAUSE_GROWTH ** pauses;
    return untilMs > nowMs
      ? new RequestHeldError(untilMs - nowMs, `Discord refused ${here.length} requests there`)
      : null;
  };

  const note = (place: string, reply: Answered): void => {
    if (!REFUSED_STATUSES.includes(reply.status)) return;
    const nowMs = clock.nowMs();
    const since = nowMs - REFUSAL_WINDOW_MS;
    byPlace = [...byPlace.filter(({ atMs }) => atMs > since), { place, atMs: nowMs }];
    void refused.add();
    const retryAfterS = Number(reply.headers.get('retry-after') ?? Number.NaN);
    if (reply.headers.get('x-ratelimit-global') !== null && retryAfterS > 0) {
      pause.extend(nowMs + retryAfterS * 1000);
    }
    const count = refused.list().length;
    if (count < REFUSED_MAX_OTHERS / 2 || nowMs - warnedAtMs < REFUSAL_WINDOW_MS) return;
    warnedAtMs = nowMs;
    log.warn({ count, status: reply.status }, 'Discord refuses many requests; slowing down');
  };

  /** Waits until a request in progress ends; then the caller checks again. */
  const turn = (isAnswer: boolean, signal: AbortSignal | null | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const line = isAnswer ? waiting.answers : waiting.others;
      const go = () => {
        line.delete(go);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const end = () => {
        line.delete(go);
        reject(signal?.reason);
        // Passes on the turn that this one may have got.
        callNext();
      };
      line.add(go);
      signal?.addEventListener('abort', end, { once: true });
    });

  // Wakes as many as there is room for; if there is none in this window, all, to fail with the time to retry.
  const callNext = (): void => {
    const count = refused.list().length;
    let room = underWay;
    for (const [line, most] of [
      [waiting.answers, REFUSED_MAX],
      [waiting.others, REFUSED_MAX_OTHERS],
    ] as const) {
      for (const go of line) {
        if (count < most && count + room >= most) break;
        room += 1;
        go();
      }
    }
  };

  return {
    load: refused.load,
    spend: async (url, signal, send) => {
      const { isAnswer, place } = placeOf(url);
      const most = isAnswer ? REFUSED_MAX : REFUSED_MAX_OTHERS;
      pause.look();
      for (;;) {
        const held = hold(isAnswer, place);
        if (held !== null) {
          callNext();
          throw held;
        }
        if (refused.list().length + underWay < most) break;
        signal?.throwIfAborted();
        await turn(isAnswer, signal);
      }
      underWay += 1;
      try {
        const reply = await send();
        note(place, reply);
        return reply;
      } finally {
        underWay -= 1;
        callNext();
      }
    },
  };
}

/**
 * The target of a request as Discord groups limits: a channel, a server, an interaction. A person waits for answers to
 * interactions and their follow-ups.
 */
function placeOf(url: string): { readonly isAnswer: boolean; readonly place: string } {
  const path = /\/(interactions|webhooks|channels|guilds)\/(\d+)(?:\/([^/?]+))?/.exec(url);
  if (path === null) return { isAnswer: false, place: 'other' };
  const [, kind = '', id = '', token = ''] = path;
  const isAnswer = kind === 'interactions' || kind === 'webhooks';
  return { isAnswer, place: isAnswer ? `${kind}/${id}/${token}` : `${kind}/${id}` };
}

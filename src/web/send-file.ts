/**
 * Sends an archived file: streamed from disk at the client's pace, whole or a range, or not at all if the client has it
 * cached. Archived files are named by content, so that a name always means the same bytes. It holds one chunk of the
 * file per client, and no client for longer than the file needs.
 */
import { once } from 'node:events';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { ArchivedFile } from '#ports/archive.ts';
import { type Clock, callOff } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { rangeOf } from './byte-range.ts';
import type { WebContext } from './server.ts';

/** The limits for sending files. */
export type ReaderLimits = {
  /** The most concurrent transfers. */
  readonly atOnce: number;
  /** The most per link, so that a widely shared link does not block others. */
  readonly atOncePerLink: number;
  /** A chunk not accepted within this time ends the transfer. */
  readonly pieceMs: number;
  /** A transfer may take this long, plus its bytes at `bytesPerSecondMin`. */
  readonly graceMs: number;
  readonly bytesPerSecondMin: number;
};

const LIMITS: ReaderLimits = {
  atOnce: 128,
  atOncePerLink: 12,
  pieceMs: 15_000,
  graceMs: 30_000,
  // Slower than a phone on a bad network.
  bytesPerSecondMin: 32 * 1024,
};
const RETRY_AFTER_S = 5;

/** Responds with the file; `link` identifies the used link. */
export type SendFile = (
  context: WebContext,
  file: ArchivedFile,
  link: string,
  headers: Readonly<Record<string, string>>,
) => Promise<Response>;

/** A sender with its own count of transfers. */
export function createFileSender(
  { clock, log }: { readonly clock: Clock; readonly log: Pick<Log, 'error'> },
  changes: Partial<ReaderLimits> = {},
): { readonly send: SendFile; readonly readers: () => number } {
  const limits = { ...LIMITS, ...changes };
  const readers = new Map<string, number>();
  let all = 0;
  const send: SendFile = async (context, file, link, headers) => {
    const etag = `"${file.key}"`;
    const shared = { ...headers, etag, 'accept-ranges': 'bytes' };
    if (isKnown(context.req.header('if-none-match'), etag)) return context.body(null, 304, shared);
    const isWhole = (context.req.header('if-range') ?? etag) !== etag;
    const range = rangeOf(isWhole ? undefined : context.req.header('range'), file.bytes);
    if (range === 'unsatisfiable') {
      return context.body(null, 416, { ...shared, 'content-range': `bytes */${file.bytes}` });
    }
    const isPart = range !== 'whole';
    const { first, last } = isPart ? range : { first: 0, last: file.bytes - 1 };
    const ofLink = readers.get(link) ?? 0;
    if (all >= limits.atOnce || ofLink >= limits.atOncePerLink) {
      return context.text('Too many are reading this at once. Try again in a moment.\n', 429, {
        'retry-after': String(RETRY_AFTER_S),
      });
    }
    const status = isPart ? 206 : 200;
    const head = {
      ...shared,
      'content-type': file.mediaType,
      'content-length': String(last - first + 1),
      ...(isPart ? { 'content-range': `bytes ${first}-${last}/${file.bytes}` } : {}),
    };
    // The library responds to HEAD itself.
    if (context.req.method === 'HEAD') return context.body(null, status, head);
    context.env.outgoing.writeHead(status, head);
    all++;
    readers.set(link, ofLink + 1);
    try {
      await pour(context, file, { first, last }, limits, clock);
    } catch (error) {
      // The headers are sent, so the transfer can only be cut off.
      log.error({ key: file.key, error }, 'archived file cannot be read');
    } finally {
      all--;
      const left = (readers.get(link) ?? 1) - 1;
      if (left === 0) readers.delete(link);
      else readers.set(link, left);
    }
    return RESPONSE_ALREADY_SENT;
  };
  return { send, readers: () => all };
}

/** Ends when all is sent, or when the client disconnects, stalls or is too slow. */
async function pour(
  { env: { outgoing } }: WebContext,
  file: ArchivedFile,
  range: { readonly first: number; readonly last: number },
  { pieceMs, graceMs, bytesPerSecondMin }: ReaderLimits,
  clock: Clock,
): Promise<void> {
  const endsAtMs =
    clock.nowMs() + graceMs + ((range.last - range.first + 1) / bytesPerSecondMin) * 1000;
  try {
    for await (const piece of file.read(range)) {
      if (outgoing.destroyed) return;
      if (outgoing.write(piece)) continue;
      const untilMs = Math.min(clock.nowMs() + pieceMs, endsAtMs);
      if (!(await isTaken(outgoing, untilMs, clock))) return;
    }
    outgoing.end();
    await isFinished(outgoing, Math.min(clock.nowMs() + pieceMs, endsAtMs), clock);
  } finally {
    // An incomplete transfer is cut off, so that it is not mistaken for the whole file.
    if (!outgoing.writableFinished) outgoing.destroy();
  }
}

type Outgoing = WebContext['env']['outgoing'];

const isTaken = (outgoing: Outgoing, untilMs: number, clock: Clock): Promise<boolean> =>
  waitForEvent(outgoing, 'drain', untilMs, clock);

const isFinished = (outgoing: Outgoing, untilMs: number, clock: Clock): Promise<boolean> =>
  outgoing.writableFinished
    ? Promise.resolve(true)
    : waitForEvent(outgoing, 'finish', untilMs, clock);

/** Whether the event comes before the time and before the connection ends. */
async function waitForEvent(
  outgoing: Outgoing,
  event: 'drain' | 'finish',
  untilMs: number,
  clock: Clock,
): Promise<boolean> {
  if (outgoing.destroyed) return false;
  const over = new AbortController();
  const { signal } = over;
  const happened = once(outgoing, event, { signal }).then(
    () => true,
    () => false,
  );
  const closed = once(outgoing, 'close', { signal }).then(
    () => false,
    () => false,
  );
  const late = clock.sleepUntil(untilMs, signal).then(() => false);
  const outcome = await Promise.race([happened, closed, late]);
  callOff(over);
  return outcome;
}

const isKnown = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((each) => ['*', etag, `W/${etag}`].includes(each.trim())) ?? false;

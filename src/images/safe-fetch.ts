// Fetches pictures from untrusted URLs: vendors' links, attachments, prompts. Each address is checked when connecting,
// after name resolution, which prevents DNS rebinding. It never sends credentials.

import type { LookupAddress } from 'node:dns';
import { lookup as resolveName } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher, request } from 'undici';
import type { FetchFailureKind, FetchOutcome, PictureFetcher } from '#ports/fetch-picture.ts';
import { inputFormat, pictureFormat } from './picture-format.ts';
import { isPublicAddress } from './public-address.ts';
import { videoFormat } from './video-format.ts';

const LIMITS = {
  totalMs: 30_000,
  headersMs: 10_000,
  /** A 4096 x 4096 PNG of noise has 50 MB. */
  bytesMax: 64 * 1024 * 1024,
  redirectsMax: 3,
};

/** Enough bytes to detect every format. */
const HEAD_BYTES = 64;
const ACCEPTS = { pictures: 'image/*', inputs: 'image/*', videos: 'video/*, image/webp' } as const;
const FORMATS = { pictures: pictureFormat, inputs: inputFormat, videos: videoFormat } as const;

/** Resolves a name with the system's resolver. */
export type Resolve = (
  hostname: string,
  done: (cause: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

/** A fetcher with its own connection pool; `close` ends it. */
export function createPictureFetcher({
  limits = {},
  resolve = (hostname, done) => resolveName(hostname, { all: true }, done),
}: {
  readonly limits?: Partial<typeof LIMITS>;
  readonly resolve?: Resolve;
} = {}): { readonly fetchPicture: PictureFetcher; readonly close: () => Promise<void> } {
  const { totalMs, headersMs, bytesMax, redirectsMax } = { ...LIMITS, ...limits };
  const timeouts = { headersTimeout: headersMs, bodyTimeout: headersMs };
  const trusting = new Agent(timeouts);
  const guarded = new Agent({ ...timeouts, connect: { lookup: publicOnly(resolve) } });

  const fetchPicture: PictureFetcher = async (address, options) => {
    const { trustedOrigins, signal, wanted = 'pictures' } = options;
    const most = Math.min(bytesMax, options.bytesMax ?? bytesMax);
    const timeout = AbortSignal.timeout(totalMs);
    const either = signal ? AbortSignal.any([timeout, signal]) : timeout;
    try {
      let next = URL.parse(address);
      for (let hop = 0; hop <= redirectsMax; hop++) {
        if (!next) return failed('refused', 'not an address');
        const trusted = trustedOrigins.includes(next.origin);
        const objection = trusted ? null : urlProblem(next);
        if (objection !== null) return failed('refused', objection);
        const answer = await request(next, {
          dispatcher: trusted ? trusting : guarded,
          headers: { accept: ACCEPTS[wanted], 'user-agent': 'Fourfold' },
          signal: either,
        });
        const location = answer.headers.location;
        if (answer.statusCode < 300 || answer.statusCode > 399 || !location) {
          return await readAnswer(answer, most, FORMATS[wanted]);
        }
        discard(answer.body);
        next = URL.parse(String(location), next.href);
      }
      return failed('refused', `more than ${redirectsMax} redirects`);
    } catch (cause) {
      // The caller has aborted and ignores the result.
      signal?.throwIfAborted();
      return explain(cause, timeout.aborted);
    }
  };

  return {
    fetchPicture,
    close: async () => {
      await Promise.all([trusting.destroy(), guarded.destroy()]);
    },
  };
}

/** The reason to refuse the URL before name resolution, or null. */
function urlProblem({ protocol, hostname, username, password }: URL): string | null {
  if (protocol !== 'http:' && protocol !== 'https:') return 'only http and https are fetched';
  if (username || password) return 'an address with a password in it';
  // Literal addresses are connected to without a lookup, so they are checked here.
  const literal = hostname.replace(/^\[|\]$/g, '');
  return isIP(literal) && !isPublicAddress(literal) ? 'the address is not public' : null;
}

class NotPublicError extends Error {}

/** Resolves names for connecting, only to public addresses. */
function publicOnly(resolve: Resolve): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, (cause, addresses) => {
      const allowed = addresses?.filter(({ address }) => isPublicAddress(address)) ?? [];
      const first = allowed[0];
      if (cause) done(cause, []);
      else if (!first) done(new NotPublicError('the name resolves to no public address'), []);
      else if (options.all) done(null, allowed);
      else done(null, first.address, first.family);
    });
  };
}

async function readAnswer(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  bytesMax: number,
  formatOf: (bytes: Uint8Array) => string | null,
): Promise<FetchOutcome> {
  if (statusCode !== 200) {
    discard(body);
    // Expired links return 403 or 404; 408, 429 and 5xx may be temporary.
    const later = statusCode >= 500 || statusCode === 408 || statusCode === 429;
    return failed(later ? 'unreachable' : 'not-found', `the server answered ${statusCode}`);
  }
  const tooLarge = failed('too-large', `more than ${Math.floor(bytesMax / 1024)} KiB`);
  if (Number(headers['content-length']) > bytesMax) {
    discard(body);
    return tooLarge;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    length += bytes.byteLength;
    // Leaving the loop closes the connection.
    if (length > bytesMax) return tooLarge;
    chunks.push(bytes);
    // The first bytes suffice; a video or a web page is not downloaded to the end.
    if (chunks.length === 1 && length >= HEAD_BYTES && formatOf(bytes) === null)
      return notAPicture();
  }
  const bytes = Buffer.concat(chunks);
  const mediaType = formatOf(bytes);
  return mediaType === null ? notAPicture() : { kind: 'fetched', bytes, mediaType };
}

function discard(body: Dispatcher.ResponseData['body']): void {
  // Destroying an unread body emits an abort error that we caused ourselves.
  body.on('error', () => undefined);
  body.destroy();
}

function explain(cause: unknown, timedOut: boolean): FetchOutcome {
  if (cause instanceof NotPublicError) return failed('refused', cause.message);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (timedOut || code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT') {
    return failed('timed-out', code || 'the picture took too long');
  }
  return failed('unreachable', code || (cause instanceof Error ? cause.message : 'no connection'));
}

function notAPicture(): FetchOutcome {
  return failed('not-a-picture', 'nothing that begins like one');
}

function failed(kind: FetchFailureKind, detail: string): FetchOutcome {
  return { kind, detail };
}

/**
 * Sends one request to one vendor and reports exactly how far it got. It relies on undici calling `onRequestStart` just
 * before the first byte is written: a failure before that call certainly did not reach the vendor, a failure after it
 * may have. It never follows a redirect, never sends anything to another origin than the base URL's, and never repeats
 * a request.
 */
import { Agent, type Dispatcher } from 'undici';
import { parseJson } from '#domain/json.ts';
import { trimEndOf } from '#domain/trim.ts';
import type { HttpReply, HttpRequest } from './http-request.ts';

/** The driver's timeouts, in ms. */
export type HttpTimeouts = {
  /** Until the connection, including TLS, is established. */
  readonly connectMs: number;
  /** From the request's last byte to the reply's headers. */
  readonly headersMs: number;
  /** Between two chunks of the body. */
  readonly bodyMs: number;
  /** From the first byte sent to the last byte read: a trickling body must end too. */
  readonly wholeMs: number;
};

/** Longer than any observed vendor needed. */
export const DEFAULT_TIMEOUTS: HttpTimeouts = {
  connectMs: 10_000,
  headersMs: 60_000,
  bodyMs: 30_000,
  wholeMs: 120_000,
};

/** Status replies are a few kilobytes; anything far larger is an attack or a mistake and must not fill memory. */
const REPLY_BYTES_MAX = 8 * 1024 * 1024;

/** Sockets to one vendor. Further requests queue; they are cheap status calls. */
const CONNECTIONS_MAX = 64;

/** How far a request got. Only `unsent` is certain not to have been acted on. */
export type Exchange =
  | { readonly kind: 'replied'; readonly reply: HttpReply }
  /** Nothing was written: connection, name resolution or certificate check failed. */
  | { readonly kind: 'unsent'; readonly detail: string }
  /** Written at least in part, but no complete reply; `status` if that much arrived. */
  | { readonly kind: 'broken'; readonly status: number | null; readonly detail: string };

/** Requests to one vendor, over a dedicated connection pool. */
export type HttpClient = {
  exchange(request: HttpRequest): Promise<Exchange>;
  /** Waits for running requests and accepts no new ones; idempotent. */
  close(): Promise<void>;
};

/** A client bound to one base URL; `headers` (the credentials) go with every request. */
export function createHttpClient(options: {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeouts: HttpTimeouts;
}): HttpClient {
  const base = new URL(options.baseUrl);
  const basePath = trimEndOf(base.pathname, '/');
  const { timeouts } = options;
  const agent = new Agent({
    connect: { timeout: timeouts.connectMs },
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
    keepAliveTimeout: 30_000,
    connections: CONNECTIONS_MAX,
    maxResponseSize: REPLY_BYTES_MAX,
    // HTTP/2 would share one connection, and its loss would make every request on it ambiguous at once.
    allowH2: false,
  });
  const exchange = (request: HttpRequest): Promise<Exchange> => {
    const body =
      request.json === undefined
        ? { bytes: null, headers: {} }
        : { bytes: JSON.stringify(request.json), headers: { 'content-type': 'application/json' } };
    const patienceMs = request.answerWithinMs ?? timeouts.headersMs;
    return new Promise((resolve) => {
      const handler = collectReply(
        Math.max(timeouts.wholeMs, patienceMs + timeouts.bodyMs),
        resolve,
      );
      agent.dispatch(
        {
          origin: base.origin,
          path: `${basePath}${request.path}`,
          method: request.method,
          headers: {
            accept: 'application/json',
            'user-agent': 'fourfold',
            ...body.headers,
            ...request.headers,
            ...options.headers,
          },
          body: body.bytes,
          headersTimeout: patienceMs,
        },
        handler,
      );
    });
  };
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= agent.close();
    return closing;
  };
  return { exchange, close };
}

function collectReply(
  wholeMs: number,
  resolve: (exchange: Exchange) => void,
): Dispatcher.DispatchHandler {
  let timer: NodeJS.Timeout | undefined;
  let started = false;
  let status: number | null = null;
  let headers: Readonly<Record<string, string>> = {};
  const chunks: Buffer[] = [];
  return {
    onRequestStart(controller) {
      started = true;
      timer = setTimeout(() => controller.abort(new Error('took too long')), wholeMs);
    },
    onResponseStart(_controller, statusCode, rawHeaders) {
      // An informational reply is followed by the real one.
      if (statusCode < 200) return;
      status = statusCode;
      headers = plainHeaders(rawHeaders);
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk);
    },
    onResponseEnd() {
      clearTimeout(timer);
      const text = Buffer.concat(chunks).toString('utf8');
      const reply = { status: status ?? 0, headers, text, json: parseJson(text) };
      resolve({ kind: 'replied', reply });
    },
    onResponseError(_controller, error) {
      clearTimeout(timer);
      const detail = describeError(error);
      resolve(started ? { kind: 'broken', status, detail } : { kind: 'unsent', detail });
    },
  };
}

function plainHeaders(
  raw: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown network error';
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  return `${code}${error.message}`;
}

/**
 * Requests to Discord as values, with answers and failures as values. Relies on @discordjs/rest for rate limit buckets.
 * It never retries by itself (a repeated post could double) and never waits indefinitely for a rate
 * limit: up to two seconds; a longer one becomes a failure with the time to retry (`discord-failures.ts`), counted by
 * `request-budget.ts`.
 */
import {
  type RateLimitData,
  type REST,
  type RESTOptions,
  RequestMethod,
  type RouteLike,
} from '@discordjs/rest';
import type { ZodType } from 'zod';
import type { Log } from '#ports/log.ts';
import { type DiscordFailure, readDiscordFailure } from './discord-failures.ts';
import { multipart, type UploadedFile } from './multipart.ts';

/** Longer waits for a bucket become a failure with the time to retry. */
const LONGEST_WAIT_MS = 2_000;
const TIMEOUT_MS = 15_000;

/** Logs a warning after this many refused requests in ten minutes: half of the budget. */
const WARN_AFTER_INVALID_REQUESTS = 24;

/** The REST client's options. */
export const REST_OPTIONS = {
  retries: 0,
  timeout: TIMEOUT_MS,
  rejectOnRateLimit: (data: RateLimitData) =>
    Math.max(data.timeToReset, data.retryAfter, data.sublimitTimeout) > LONGEST_WAIT_MS,
  invalidRequestWarningInterval: WARN_AFTER_INVALID_REQUESTS,
} as const satisfies Partial<RESTOptions>;

/** One REST request and the schema of its answer. */
export type DiscordRequest<Answer> = {
  readonly method: keyof typeof METHODS;
  readonly route: RouteLike;
  /** Interaction webhooks use their own token instead of the bot's. */
  readonly as: 'bot' | 'interaction';
  readonly body?: unknown;
  readonly files?: readonly UploadedFile[];
  readonly query?: URLSearchParams;
  /** For the whole request, including waits for a bucket. */
  readonly timeoutMs?: number;
  readonly reads: ZodType<Answer>;
};

/** Discord's answer, checked by the schema, or the failure. */
export type DiscordReply<Answer> =
  | { readonly kind: 'ok'; readonly value: Answer }
  | { readonly kind: 'failed'; readonly failure: DiscordFailure };

/** Calls Discord's REST API. Failures are values; it throws only for bugs. */
export type DiscordRest = {
  ask<Answer>(request: DiscordRequest<Answer>): Promise<DiscordReply<Answer>>;
};

const METHODS = {
  get: RequestMethod.Get,
  post: RequestMethod.Post,
  put: RequestMethod.Put,
  patch: RequestMethod.Patch,
  delete: RequestMethod.Delete,
} as const;

/** Over discord.js's REST client, which waits for rate limits. */
export function createDiscordRest(options: {
  readonly rest: REST;
  readonly token: string;
  readonly log: Log;
}): DiscordRest {
  const { rest, token, log } = options;
  rest.on('invalidRequestWarning', ({ count, remainingTime }) => {
    log.warn({ count, remainingTime }, 'Discord refuses many requests; 10,000 in ten minutes ban');
  });
  rest.on('rateLimited', ({ method, route, timeToReset, global }) => {
    log.debug({ method, route, timeToReset, global }, 'waiting for a rate limit of Discord');
  });
  return {
    ask: async (request) => {
      // The library drops the token after a 401, which Discord has also sent during outages.
      if (request.as === 'bot') rest.setToken(token);
      const { signal, done } = timeout(request.timeoutMs ?? TIMEOUT_MS);
      try {
        const answer = await rest.request({
          method: METHODS[request.method],
          fullRoute: request.route,
          auth: request.as === 'bot',
          ...contentOf(request),
          ...(request.query === undefined ? {} : { query: request.query }),
          signal,
        });
        return read(request.reads, answer);
      } catch (error) {
        // A request that times out while queued for its route throws an error without a name.
        const late = signal.aborted ? readDiscordFailure(signal.reason) : null;
        const failure = readDiscordFailure(error) ?? late;
        if (failure === null) throw error;
        return { kind: 'failed', failure };
      } finally {
        done();
      }
    },
  };
}

function contentOf({ body, files }: Pick<DiscordRequest<unknown>, 'body' | 'files'>) {
  if (files === undefined) return { body };
  const form = multipart(body, files);
  return {
    body: form.body,
    passThroughBody: true,
    headers: { 'Content-Type': form.contentType },
  };
}

/**
 * Aborts after `ms`, unless it is done before. `AbortSignal.timeout` keeps its listeners until the time is over, and
 * then creates an exception with a stack, for every request.
 */
function timeout(ms: number): { readonly signal: AbortSignal; readonly done: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new DOMException('took too long', 'TimeoutError')),
    ms,
  ).unref();
  return { signal: controller.signal, done: () => clearTimeout(timer) };
}

function read<Answer>(reads: ZodType<Answer>, answer: unknown): DiscordReply<Answer> {
  const parsed = reads.safeParse(answer);
  return parsed.success
    ? { kind: 'ok', value: parsed.data }
    : {
        kind: 'failed',
        failure: { kind: 'retry', afterMs: 2_000, detail: 'an answer that is not as documented' },
      };
}

/**
 * One way to ask Discord: a request as a value, its answer or its failure as a value. Relies on
 * @discordjs/rest for buckets and multipart. It never repeats a request by itself (a repeated
 * post could double) and never waits without end for a rate limit: a 429 is waited for up to two seconds, a longer
 * one becomes a failure that says when to try again (`discord-failures.ts`), and `request-budget.ts` counts it.
 */
import {
  type RateLimitData,
  type RawFile,
  type REST,
  type RESTOptions,
  RequestMethod,
  type RouteLike,
} from '@discordjs/rest';
import type { ZodType } from 'zod';
import type { Log } from '#ports/log.ts';
import { type DiscordFailure, readDiscordFailure } from './discord-failures.ts';

/** Longer waits for a bucket are handed back as a failure that says when to try again. */
const LONGEST_WAIT_MS = 2_000;
const TIMEOUT_MS = 15_000;

/** Refused requests in ten minutes that are worth a line in the log: half of what the budget lets happen. */
const WARN_AFTER_INVALID_REQUESTS = 24;

/** How the REST client is set up, wherever it is made. */
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
  /** Interaction webhooks carry their own token and are asked without the bot's. */
  readonly as: 'bot' | 'interaction';
  readonly body?: unknown;
  readonly files?: RawFile[];
  readonly query?: URLSearchParams;
  /** Everything together, waiting for a bucket included. */
  readonly timeoutMs?: number;
  readonly reads: ZodType<Answer>;
};

/** What Discord answered, checked by the schema, or why there is nothing. */
export type DiscordReply<Answer> =
  | { readonly kind: 'ok'; readonly value: Answer }
  | { readonly kind: 'failed'; readonly failure: DiscordFailure };

/** Asks Discord's REST API. Failures are values; it throws only for mistakes in this code. */
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
      // The library forgets the token after one 401, and Discord has answered so during outages.
      if (request.as === 'bot') rest.setToken(token);
      const { signal, done } = timeout(request.timeoutMs ?? TIMEOUT_MS);
      try {
        const answer = await rest.request({
          method: METHODS[request.method],
          fullRoute: request.route,
          auth: request.as === 'bot',
          body: request.body,
          ...(request.files === undefined ? {} : { files: request.files }),
          ...(request.query === undefined ? {} : { query: request.query }),
          signal,
        });
        return read(request.reads, answer);
      } catch (error) {
        // What still waits behind others for its route when its time is over throws an error without a name.
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

/**
 * Aborts after so many ms, unless what it is for is done before. `AbortSignal.timeout` goes on after that: it keeps what
 * listened to it until its time has come, and makes an exception with its stack then, for every answer to Discord.
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

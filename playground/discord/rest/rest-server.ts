/**
 * Answers `/api/v10/*` as Discord does: route, faults, authorisation, rate limits, body, handler.
 * It relies on the route table for what each route does and on `traffic` to remember the call.
 * It never guesses: a route it does not know is refused with 404 and recorded.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Discord } from '#playground/discord/discord.ts';
import { DiscordError, invalidField, refusal } from '#playground/discord/discord-error.ts';
import type { RequestFault } from '#playground/discord/faults/fault.ts';
import { createRouteMatcher, type MatchedRoute, refuseBadIds } from './match-route.ts';
import { createRateLimiter, type RateLimiter } from './rate-limits.ts';
import { type ReadBody, readBody } from './read-body.ts';
import { routeTable } from './route-table.ts';

type Reply = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
};

const majorOf = (parameters: Readonly<Record<string, string>>): string =>
  [
    parameters.channel_id,
    parameters.guild_id,
    parameters.webhook_id,
    parameters.webhook_token,
  ].join(':');

const tooManyRequests = (
  retryAfterMs: number,
  scope: 'user' | 'global' | 'shared',
  headers: Readonly<Record<string, string>>,
): Reply => ({
  status: 429,
  body: {
    message: 'You are being rate limited.',
    retry_after: retryAfterMs / 1_000,
    global: scope === 'global',
    code: 0,
  },
  headers: {
    ...headers,
    'x-ratelimit-scope': scope,
    ...(scope === 'global' ? { 'x-ratelimit-global': 'true' } : {}),
    'retry-after': String(Math.ceil(retryAfterMs / 1_000)),
  },
});

const refusalReply = (error: DiscordError): Reply =>
  error.status === 429
    ? {
        ...tooManyRequests(6_000, 'shared', {}),
        body: { ...error.body, retry_after: 6, global: false },
      }
    : { status: error.status, body: error.body, headers: {} };

const hasToken = (request: IncomingMessage, discord: Discord): boolean =>
  request.headers.authorization === `Bot ${discord.token}`;

const authorise = (request: IncomingMessage, discord: Discord, needsBot: boolean): void => {
  // The documentation asks for "DiscordBot (url, version)", but libraries that send something else
  // are served by Discord; only a missing one is sure to be turned away.
  if ((request.headers['user-agent'] ?? '') === '') throw refusal('user-agent-refused');
  if (needsBot && !hasToken(request, discord)) throw refusal('unauthorized');
};

const decide = async (options: {
  readonly request: IncomingMessage;
  readonly matched: MatchedRoute | null;
  readonly url: URL;
  readonly discord: Discord;
  readonly limiter: RateLimiter;
  readonly fault: RequestFault | null;
  readonly content: () => ReadBody;
}): Promise<Reply> => {
  const { matched, discord, fault } = options;
  if (fault?.kind === 'refuse') {
    throw fault.field === undefined
      ? new DiscordError(fault.status, fault.code, fault.message)
      : invalidField(fault.field, 'PLAYGROUND_FAULT', fault.message);
  }
  if (fault?.kind === 'rate-limit') return tooManyRequests(fault.retryAfterMs, fault.scope, {});
  if (matched === null) throw refusal('unknown-route');
  const { route, parameters } = matched;
  authorise(options.request, discord, route.needsBot);
  const verdict = options.limiter.take({
    bucket: route.bucket,
    major: majorOf(parameters),
    countsGlobally: route.needsBot,
  });
  if (verdict.limited !== null) {
    return tooManyRequests(verdict.limited.retryAfterMs, verdict.limited.scope, verdict.headers);
  }
  try {
    refuseBadIds(parameters);
    const { body, files } = options.content();
    const query = options.url.searchParams;
    const taken = fault?.kind === 'drop-files' ? withoutFiles({ body, files }) : { body, files };
    const reply = await route.handle({ parameters, query, ...taken }, discord);
    if (fault?.kind === 'late-error') {
      return {
        status: fault.status,
        body: { message: 'Internal Server Error', code: 0 },
        headers: {},
      };
    }
    return { ...reply, headers: verdict.headers };
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    const reply = refusalReply(error);
    return { ...reply, headers: { ...verdict.headers, ...reply.headers } };
  }
};

/** The message as Discord takes it when it loses the files on the way. */
const withoutFiles = ({ body }: ReadBody): ReadBody => {
  const message = z.looseObject({ attachments: z.unknown() }).safeParse(body);
  return { body: message.success ? { ...message.data, attachments: [] } : body, files: [] };
};

const send = (response: ServerResponse, reply: Reply, nowMs: number): void => {
  const text = reply.body === undefined ? '' : JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    date: new Date(nowMs).toUTCString(),
    ...reply.headers,
    ...(reply.body === undefined ? {} : { 'content-type': 'application/json' }),
    via: '1.1 playground',
  });
  response.end(text);
};

/** Makes the handler for everything below `/api/v10`. */
export const createRestServer = (discord: Discord) => {
  const match = createRouteMatcher(routeTable);
  const limiter = createRateLimiter(discord.clock);

  const readSafely = async (request: IncomingMessage): Promise<() => ReadBody> => {
    try {
      const read = await readBody(request);
      return () => read;
    } catch (error) {
      if (!(error instanceof DiscordError)) throw error;
      return () => {
        throw error;
      };
    }
  };

  return async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    url: URL,
  ): Promise<void> => {
    const atMs = discord.clock.nowMs();
    const method = request.method ?? 'GET';
    const matched = match(method, safeDecode(path));
    const fault = discord.faults.takeForRequest(
      matched?.route.name ?? null,
      matched?.parameters.channel_id ?? null,
    );
    const isRead = matched !== null && (!matched.route.needsBot || hasToken(request, discord));
    const content = isRead ? await readSafely(request) : () => unread;
    if (fault?.kind === 'delay') await sleep(fault.ms);
    const lost = fault?.kind === 'lose-request';
    const reply = lost
      ? null
      : await decide({ request, matched, url, discord, limiter, fault, content }).catch(
          (error: unknown) => {
            if (error instanceof DiscordError) return refusalReply(error);
            throw error;
          },
        );
    const heard = reply !== null && fault?.kind !== 'lose-answer';
    const sent = readRecorded(content);
    discord.traffic.record({
      atMs,
      tookMs: discord.clock.nowMs() - atMs,
      method,
      path,
      query: url.search,
      route: matched?.route.name ?? null,
      template: matched?.route.path ?? null,
      requestBody: sent.body,
      files: sent.files.map((file) => ({ name: file.filename, bytes: file.bytes.byteLength })),
      status: heard ? reply.status : null,
      replyBody: heard ? reply.body : undefined,
      fault: fault?.kind ?? null,
    });
    // What is left of an unread body must not be waited for.
    if (!isRead) response.setHeader('connection', 'close');
    if (heard) send(response, reply, discord.clock.nowMs());
    else response.socket?.destroy();
  };
};

/** Nobody reads the body of a call that is refused for its sender or its address. */
const unread: ReadBody = { body: undefined, files: [] };

const readRecorded = (content: () => ReadBody): ReadBody => {
  try {
    return content();
  } catch {
    // The body was refused as unreadable; the record shows the refusal instead.
    return { body: undefined, files: [] };
  }
};

/** discord.js writes `%40original` and `%40me`; other parts are decoded once matched. */
const safeDecode = (path: string): string => path.replaceAll(/%40/gi, '@');

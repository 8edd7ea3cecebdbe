import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import type { Discord } from '#playground/discord/discord.ts';
import { DiscordError } from '#playground/discord/discord-error.ts';
import { applyFault } from '#playground/discord/faults/apply-fault.ts';
import { faultSchema } from '#playground/discord/faults/fault.ts';
import type { Gateway } from '#playground/discord/gateway/gateway.ts';
import { readBody } from '#playground/discord/rest/read-body.ts';
import { createRestServer } from '#playground/discord/rest/rest-server.ts';
import { createLive } from '#playground/live/serve-live.ts';
import type { PageWelcome } from '#playground/page/protocol.ts';
import { isOwnVisitor } from './own-visitor.ts';
import { servePageFile } from './serve-page-file.ts';
import { hasVisitorKey, visitorCookie } from './visitor-key.ts';

/** A fault is a few lines. */
const FAULT_BYTES_MAX = 64 * 1024;

const apiPath = /^\/api(?:\/v(?<version>\d+))?(?<path>\/.*)$/;

/** What is asked for; null for what is no address, which some clients send (`//`). */
const addressOf = (request: IncomingMessage, discord: Discord): URL | null =>
  URL.parse(request.url ?? '/', discord.origin());

const serveFile = (discord: Discord, url: URL, response: ServerResponse): void => {
  const file = discord.cdn.open(url);
  if (file === 'unknown' || file === 'expired') {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('This content is no longer available.');
    return;
  }
  response.writeHead(200, {
    'content-type': file.contentType,
    'content-length': file.bytes.byteLength,
    'cache-control': 'private, max-age=60',
    'access-control-allow-origin': '*',
    // Files come from the page's own address, where no script of a person or a bot may run.
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(file.bytes);
};

const takeFault = async (
  discord: Discord,
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { body } = await readBody(request, FAULT_BYTES_MAX);
  const fault = faultSchema.safeParse(body);
  if (!fault.success) {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ issues: fault.error.issues }));
    return;
  }
  applyFault(discord, gateway, fault.data);
  response.writeHead(204).end();
};

/** Sorts what comes in over HTTP: API, files, faults, page; and the two kinds of WebSocket. */
export const createHttpHandler = (options: {
  readonly discord: Discord;
  readonly gateway: Gateway;
  readonly webSockets: { readonly gateway: WebSocketServer; readonly live: WebSocketServer };
  readonly page: boolean;
  /** What a visitor must show; the bot shows its token instead. */
  readonly key: string;
  readonly welcome: PageWelcome | null;
}) => {
  const { discord, gateway, webSockets, key } = options;
  const rest = createRestServer(discord);
  const live = createLive(discord, gateway, options.welcome);
  const isVisitor = (request: IncomingMessage, url: URL): boolean =>
    isOwnVisitor(request, discord.origin()) && hasVisitorKey(request, url, key, discord.origin());

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = addressOf(request, discord);
    if (url === null) {
      response.writeHead(400, { connection: 'close' }).end();
      return;
    }
    const api = apiPath.exec(url.pathname)?.groups;
    if (api !== undefined) {
      const known = api.version === undefined || api.version === '10';
      return rest(request, response, known ? (api.path ?? '/') : url.pathname, url);
    }
    if (/^\/(ephemeral-)?attachments\//.test(url.pathname)) {
      return serveFile(discord, url, response);
    }
    if (!isVisitor(request, url)) {
      response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' });
      response.end(
        'The playground answers its own page on this machine alone. Open the address that it printed ' +
          'when it started: the address carries a key.',
      );
      return;
    }
    if (url.pathname === '/playground/faults' && request.method === 'POST') {
      return takeFault(discord, gateway, request, response);
    }
    if (options.page) {
      if (url.pathname === '/')
        response.setHeader('set-cookie', visitorCookie(key, discord.origin()));
      return servePageFile(url.pathname, response);
    }
    response.writeHead(404).end();
  };

  return {
    request: (request: IncomingMessage, response: ServerResponse): void => {
      route(request, response).catch((error: unknown) => {
        if (error instanceof DiscordError) {
          response.writeHead(error.status, { connection: 'close' }).end();
          return;
        }
        const message = error instanceof Error ? error.message : String(error);
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ message: `The playground itself failed: ${message}`, code: 0 }),
        );
      });
    },
    upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      // What a listener throws here ends the process, and the bot with it.
      const url = addressOf(request, discord);
      if (url === null) {
        socket.destroy();
      } else if (/^\/gateway\/?$/.test(url.pathname)) {
        webSockets.gateway.handleUpgrade(request, socket, head, (webSocket) =>
          gateway.connect(webSocket, url),
        );
      } else if (url.pathname === '/playground/live' && options.page && isVisitor(request, url)) {
        webSockets.live.handleUpgrade(request, socket, head, (webSocket) => live(webSocket, url));
      } else {
        socket.destroy();
      }
    },
  };
};

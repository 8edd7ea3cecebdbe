/**
 * The bot's own web server: what operators, vendors and browsers ask of it. Routes are parts handed in, each a
 * file of its own; this file binds them to an address, bounds every connection whatever it asks for, and logs
 * every answer that says the bot itself is at fault.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import type { Log } from '#ports/log.ts';
import { boundConnections } from './connection-room.ts';
import { paceReading } from './paced-reading.ts';
import { gated } from './request-gate.ts';

type Environment = { readonly Bindings: HttpBindings };

/** What parts add their routes to. */
export type WebApp = Hono<Environment>;

/** One request, with Node's own request and response in `env`. */
export type WebContext = Context<Environment>;

/** A running server and where it listens. */
export type WebServer = { readonly url: string; close(): Promise<void> };

/** Of every connection; a route may be stricter. Tests shorten them. */
export type ConnectionLimits = {
  /** Until the last header has arrived. */
  readonly headersMs: number;
  /** Until the whole request has arrived, its body included. */
  readonly requestMs: number;
  /** Between two requests of one connection. */
  readonly keepAliveMs: number;
  readonly connections: number;
};

const LIMITS: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 5_000,
  connections: 1024,
};
/** How often Node looks for connections that are over their time. */
const CHECK_EVERY_MS = 1_000;
const HEADERS_MAX = 100;
/** As long as an answer may need to reach the sender of a body that is not read. */
const LINGER_MS = 500;

/** Listens on the address; rejects when it is taken. */
export async function startWebServer(settings: {
  readonly host: string;
  readonly port: number;
  readonly parts: readonly ((app: WebApp) => void)[];
  readonly log: Pick<Log, 'warn' | 'error'>;
  readonly limits?: Partial<ConnectionLimits>;
}): Promise<WebServer> {
  const limits = { ...LIMITS, ...settings.limits };
  const listener = getRequestListener(createApp(settings.parts, settings.log).fetch, {
    hostname: settings.host,
    autoCleanupIncoming: false,
  });
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: CHECK_EVERY_MS,
    },
    gated(listener),
  );
  server.maxHeadersCount = HEADERS_MAX;
  boundConnections(server, limits.connections);
  paceReading(server);
  server.prependListener('request', endWithAnswer);
  server.listen(settings.port, settings.host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  return {
    url: `http://${settings.host}:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function createApp(
  parts: readonly ((app: WebApp) => void)[],
  log: Pick<Log, 'warn' | 'error'>,
): WebApp {
  const app: WebApp = new Hono();
  // A path may hold the token of a link, so the log has the route's pattern instead.
  const factsOf = (context: WebContext) => ({
    trace: randomUUID(),
    method: context.req.method,
    route: routePath(context, -1),
  });
  app.use(async (context, next) => {
    await next();
    // What was thrown is logged where it was caught.
    if (context.res.status < 500 || context.error !== undefined) return;
    const facts = factsOf(context);
    context.header('x-trace-id', facts.trace);
    log.warn({ ...facts, status: context.res.status }, 'web request failed');
  });
  for (const part of parts) part(app);
  app.notFound((context) => context.text('Not found\n', 404));
  app.onError((error, context) => {
    if (error instanceof HTTPException && error.status < 500) return error.getResponse();
    const facts = factsOf(context);
    log.error({ ...facts, status: 500, error }, 'web request failed');
    context.header('x-trace-id', facts.trace);
    return context.text(`Something went wrong. The bot's log has it as ${facts.trace}\n`, 500);
  });
  return app;
}

/**
 * A request that is answered before it has arrived is read no further: Node by itself, and the library too, would
 * go on receiving what nobody wants. The connection stays open for a moment, so that the sender can read why.
 */
function endWithAnswer(incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (incoming.socket.destroyed) return;
  // From here on it counts as read, by which Node leaves what is left of it to us.
  incoming.read(0);
  outgoing.once('finish', () => {
    if (incoming.complete) return;
    const { socket } = incoming;
    incoming.pause();
    socket.end();
    socket.setTimeout(LINGER_MS, () => socket.destroy());
  });
}

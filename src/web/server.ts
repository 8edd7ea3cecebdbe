/**
 * The bot's web server for operators, vendors and browsers. Each part adds its routes; this file listens, bounds every
 * connection, and logs every 5xx response.
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

/** The app that parts add their routes to. */
export type WebApp = Hono<Environment>;

/** One request, with Node's own request and response in `env`. */
export type WebContext = Context<Environment>;

/** A running server and where it listens. */
export type WebServer = { readonly url: string; close(): Promise<void> };

/** The limits of every connection; a route may be stricter. Tests shorten them. */
export type ConnectionLimits = {
  /** Time for all headers. */
  readonly headersMs: number;
  /** Time for the whole request, including its body. */
  readonly requestMs: number;
  /** Idle time between two requests. */
  readonly keepAliveMs: number;
  readonly connections: number;
};

const LIMITS: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 5_000,
  connections: 1024,
};
/** How often Node checks for connections over their time. */
const CHECK_EVERY_MS = 1_000;
const HEADERS_MAX = 100;
/** Time for a response to reach the sender of an unread body. */
const LINGER_MS = 500;

/** Listens on the address; rejects if it is in use. */
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
    url: `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`,
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
  // Paths may contain tokens, so the route's pattern is logged instead.
  const factsOf = (context: WebContext) => ({
    trace: randomUUID(),
    method: context.req.method,
    route: routePath(context, -1),
  });
  app.use(async (context, next) => {
    await next();
    // Thrown errors are logged in `onError`.
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
 * Stops reading a request that is answered before it has fully arrived; Node and the library would continue to receive
 * it. The connection stays open for a moment, so that the client can read the response.
 */
function endWithAnswer(incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (incoming.socket.destroyed) return;
  // Marks it as read, so that Node leaves the rest to us.
  incoming.read(0);
  outgoing.once('finish', () => {
    if (incoming.complete) return;
    const { socket } = incoming;
    incoming.pause();
    socket.end();
    socket.setTimeout(LINGER_MS, () => socket.destroy());
  });
}

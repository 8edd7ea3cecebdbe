/**
 * The bot's own web server: what operators and, later, vendors and browsers ask of it. Routes are
 * parts handed in, each a file of its own; this file only binds them to an address.
 */
import { once } from 'node:events';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** A running server and where it listens. */
export type WebServer = { readonly url: string; close(): Promise<void> };

/** Listens on the address; rejects when it is taken. */
export async function startWebServer(settings: {
  readonly host: string;
  readonly port: number;
  readonly parts: readonly ((app: Hono) => void)[];
}): Promise<WebServer> {
  const app = new Hono();
  for (const part of settings.parts) part(app);
  app.notFound((context) => context.text('Not found\n', 404));
  app.onError((_error, context) => context.text('Something went wrong\n', 500));
  const server = serve({ fetch: app.fetch, hostname: settings.host, port: settings.port });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  return {
    url: `http://${settings.host}:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

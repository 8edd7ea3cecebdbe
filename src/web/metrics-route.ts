import { bearerAuth } from 'hono/bearer-auth';
import type { Metrics } from './metrics.ts';
import type { WebApp } from './server.ts';

/** `/metrics` in Prometheus's text format; with a token, only for requests with that bearer token. */
export function metricsRoute(metrics: Metrics, token: string | null): (app: WebApp) => void {
  return (app) => {
    if (token !== null) app.use('/metrics', bearerAuth({ token }));
    app.get('/metrics', async (context) =>
      context.body(await metrics.page(), 200, { 'content-type': metrics.contentType }),
    );
  };
}

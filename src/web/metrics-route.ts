import type { Hono } from 'hono';
import type { Metrics } from './metrics.ts';

/** `/metrics` in Prometheus's text format. */
export function metricsRoute(metrics: Metrics): (app: Hono) => void {
  return (app) => {
    app.get('/metrics', async (context) =>
      context.body(await metrics.page(), 200, { 'content-type': metrics.contentType }),
    );
  };
}

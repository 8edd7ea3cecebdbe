import type { Metrics } from './metrics.ts';
import type { WebApp } from './server.ts';

/** `/metrics` in Prometheus's text format. */
export function metricsRoute(metrics: Metrics): (app: WebApp) => void {
  return (app) => {
    app.get('/metrics', async (context) =>
      context.body(await metrics.page(), 200, { 'content-type': metrics.contentType }),
    );
  };
}

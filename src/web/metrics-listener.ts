/**
 * `/metrics` on a separate loopback listener: the figures reveal the operator's balances, so the public listener
 * requires a token. An unusable port is logged and does not stop the start.
 */
import type { Log } from '#ports/log.ts';
import type { Metrics } from './metrics.ts';
import { metricsRoute } from './metrics-route.ts';
import { startWebServer, type WebServer } from './server.ts';

const HOST = '127.0.0.1';
const PORT_MAX = 65_535;
const OWN_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The port of the separate listener: the setting, else the public port plus one; null: none. */
export function metricsPortOf(settings: {
  readonly httpPort: number;
  readonly metricsPort: number | null;
  readonly metricsToken: string | null;
}): number | null {
  const { httpPort, metricsPort, metricsToken } = settings;
  if (metricsPort !== null) return metricsPort;
  if (metricsToken !== null) return null;
  return httpPort === 0 || httpPort === PORT_MAX ? 0 : httpPort + 1;
}

/** Listens on loopback; null if the port cannot be used, which is logged. */
export async function startMetricsListener(settings: {
  readonly port: number;
  readonly metrics: Metrics;
  readonly log: Pick<Log, 'warn' | 'error'>;
}): Promise<WebServer | null> {
  const { port, metrics, log } = settings;
  try {
    return await startWebServer({
      host: HOST,
      port,
      log,
      parts: [ownNamesAlone, metricsRoute(metrics, null)],
    });
  } catch (error) {
    log.warn({ port, error }, 'metrics not served: port cannot be used, set METRICS_PORT');
    return null;
  }
}

/** Protects against DNS rebinding by web pages: their requests have another host name. */
const ownNamesAlone: Parameters<typeof startWebServer>[0]['parts'][number] = (app) => {
  app.use(async (context, next) => {
    const asked = URL.parse(`http://${context.req.header('host') ?? ''}`);
    if (asked !== null && OWN_NAMES.has(asked.hostname)) return next();
    return context.text('Ask for 127.0.0.1 or localhost.\n', 403);
  });
};

/**
 * `/metrics` on a listener of its own that only this machine reaches: the figures say what the operator's accounts
 * hold, so the public listener never has them without a token. A bot without figures still serves people, so a port
 * that cannot be used is reported in the log and does not stop the start.
 */
import type { Log } from '#ports/log.ts';
import type { Metrics } from './metrics.ts';
import { metricsRoute } from './metrics-route.ts';
import { startWebServer, type WebServer } from './server.ts';

const HOST = '127.0.0.1';
const PORT_MAX = 65_535;
const OWN_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The port of `/metrics` by itself: as set, else the one after the public listener's; null: no such listener. */
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

/** Listens on loopback; null, with a line in the log, where the port cannot be used. */
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

/** A web page whose name was pointed at this machine may ask, too: its requests carry that name. */
const ownNamesAlone: Parameters<typeof startWebServer>[0]['parts'][number] = (app) => {
  app.use(async (context, next) => {
    const asked = URL.parse(`http://${context.req.header('host') ?? ''}`);
    if (asked !== null && OWN_NAMES.has(asked.hostname)) return next();
    return context.text('Ask for 127.0.0.1 or localhost.\n', 403);
  });
};

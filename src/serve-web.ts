/**
 * Assembles the bot's HTTP routes: health, webhooks, interactions, the region editor, pages and pictures, and the
 * metrics on a separate port.
 */
import type { AppContext } from '#application/app-context.ts';
import type { Application } from '#application/application.ts';
import { findLinkedPicture } from '#application/requests/read-linked-picture.ts';
import { findWebhookReceiver } from '#application/run/receive-webhook.ts';
import { readJobPage, readPageFile } from '#application/views/job-page.ts';
import type { Config } from '#config/config.ts';
import { plainText } from '#discord/screens/plain-text.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import type { Job } from '#domain/job.ts';
import { uptimeMs } from '#system/clock.ts';
import { explainedListenError } from '#system/listen-error.ts';
import { systemRandom } from '#system/random.ts';
import type { Closing } from '#system/shutdown.ts';
import { cachedForASecond, healthRoutes } from '#web/health.ts';
import type { InteractionEndpoint } from '#web/interaction-routes.ts';
import { jobRoutes } from '#web/job-routes.ts';
import type { Metrics } from '#web/metrics.ts';
import { metricsPortOf, startMetricsListener } from '#web/metrics-listener.ts';
import { metricsRoute } from '#web/metrics-route.ts';
import { pictureRoutes } from '#web/picture-routes.ts';
import { regionRoutes } from '#web/region-routes.ts';
import { createFileSender } from '#web/send-file.ts';
import { startWebServer, type WebApp } from '#web/server.ts';
import { type StartProbe, startProbeRoute } from '#web/start-probe.ts';
import { webhookRoutes } from '#web/webhook-routes.ts';

/** Its addresses. */
export type Served = { readonly webUrl: string; readonly metricsUrl: string | null };

type WebParts = {
  readonly config: Config;
  readonly context: AppContext;
  readonly application: Application;
  readonly metrics: Metrics;
  readonly endpoint: InteractionEndpoint | null;
  readonly probe: StartProbe;
  /** A region was submitted: its message is rendered again. */
  readonly accepted: (job: Job) => void;
  readonly isConnected: () => boolean;
  readonly closings: Closing[];
};

/** Listens; throws an error for operators if an address is in use. */
export async function serveWeb(parts: WebParts): Promise<Served> {
  const { config, metrics, endpoint, closings } = parts;
  const { log, store, presence } = parts.context;
  const web = await startWebServer({
    host: config.httpHost,
    port: config.httpPort,
    log,
    parts: [
      healthRoutes([
        cachedForASecond({ name: 'database', isReady: () => store.isWritable() }, uptimeMs),
        ...(config.roles.has('worker')
          ? [{ name: 'worker', isReady: () => presence.isCertain() }]
          : []),
        ...(config.roles.has('gateway')
          ? [{ name: 'discord', isReady: () => parts.isConnected() }]
          : []),
      ]),
      ...(config.metricsToken === null ? [] : [metricsRoute(metrics, config.metricsToken)]),
      startProbeRoute(parts.probe),
      ...(endpoint === null ? [] : [endpoint.routes]),
      ...(config.roles.has('web') ? pageRoutes(parts) : []),
    ],
  }).catch((error: unknown) => {
    throw explainedListenError(error, config.httpHost, config.httpPort);
  });
  closings.push({ name: 'web', close: () => web.close() });
  const metricsPort = metricsPortOf(config);
  const figures =
    metricsPort === null ? null : await startMetricsListener({ port: metricsPort, metrics, log });
  if (figures !== null) closings.push({ name: 'metrics', close: () => figures.close() });
  return { webUrl: web.url, metricsUrl: figures?.url ?? null };
}

/** Routes for people, browsers and vendors; every process has health and metrics. */
function pageRoutes(parts: WebParts): readonly ((app: WebApp) => void)[] {
  const { config, context, application, accepted } = parts;
  const { clock, log } = context;
  const sendFile = createFileSender({ clock, log }).send;
  // Vendors' downloads have their own limits, so that readers of pages do not block them.
  const sendToVendor = createFileSender({ clock, log }).send;
  return [
    webhookRoutes({
      find: (address) => findWebhookReceiver(context, address),
      clock,
    }),
    regionRoutes({
      service: application.region,
      secret: () => systemRandom.secret(),
      isSecure: config.publicUrl?.startsWith('https:') ?? false,
      accepted,
      clock,
      sendFile,
      explain: (translator, rejection) =>
        plainText(translator, rejectionEmbed(translator, rejection).description ?? ''),
    }),
    jobRoutes({
      page: (link) => readJobPage(context, link),
      file: (link, number) => readPageFile(context, link, number),
      sendFile,
    }),
    pictureRoutes({
      find: (link) => findLinkedPicture(context, link),
      sendFile: sendToVendor,
    }),
  ];
}

/**
 * Vendors' webhooks: `POST /webhooks/<vendor>/<job>/<token>`. The address is checked before the body is read; then at
 * most 64 KiB of JSON are read, passed on unparsed, and answered at once. The response never reveals what is wrong with
 * an address.
 */
import type {
  WebhookAddress,
  WebhookOutcome,
  WebhookReceiver,
} from '#application/run/receive-webhook.ts';
import type { Clock } from '#ports/clock.ts';
import { BODY_STATUSES, type BodyLimits, createBodyReader } from './read-body.ts';
import type { WebApp, WebContext } from './server.ts';

/** Reports are a few kilobytes. */
const LIMITS: BodyLimits = {
  // Some vendors omit the type.
  isMeant: (type) => type === '' || /^application\/(?:[\w.-]+\+)?json$/.test(type),
  bytesMax: 64 * 1024,
  withinMs: 10_000,
  atOnce: 64,
  atOncePerSender: 4,
};

const STATUSES = {
  woken: 204,
  ignored: 204,
  unknown: 404,
  forged: 401,
  unreadable: 400,
} as const satisfies Record<WebhookOutcome['kind'], number>;

/** The route over the receivers of addresses. */
export function webhookRoutes(settings: {
  /** The receiver of an address; null for an address that no vendor was given. */
  readonly find: (address: WebhookAddress) => Promise<WebhookReceiver | null>;
  readonly clock: Clock;
}): (app: WebApp) => void {
  const readBody = createBodyReader(LIMITS, settings.clock);
  const handle = async (context: WebContext) => {
    const address = {
      vendor: context.req.param('vendor') ?? '',
      job: context.req.param('job') ?? '',
      token: context.req.param('token') ?? '',
    };
    const receive = await settings.find(address);
    if (receive === null) return context.body(null, STATUSES.unknown);
    const body = await readBody(context, address.token);
    if (body.kind !== 'body') return context.body(null, BODY_STATUSES[body.kind]);
    const outcome = await receive({ headers: context.req.header(), rawBody: body.bytes });
    return context.body(null, STATUSES[outcome.kind]);
  };
  return (app) => {
    app.post('/webhooks/:vendor/:job/:token', handle);
    // Some vendors append `/callback` to the address.
    app.post('/webhooks/:vendor/:job/:token/callback', handle);
  };
}

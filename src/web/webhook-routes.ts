/**
 * Where vendors report: `POST /webhooks/<vendor>/<job>/<token>`. It reads at most 64 KiB, hands the
 * bytes on as they came, and answers at once; what is wrong with an address is never told.
 */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AddressedDelivery, WebhookOutcome } from '#application/run/receive-webhook.ts';

/** Reports are a few kilobytes; whoever sends more is no vendor. */
const BODY_BYTES_MAX = 64 * 1024;

const STATUSES = {
  woken: 204,
  ignored: 204,
  unknown: 404,
  forged: 401,
} as const satisfies Record<WebhookOutcome['kind'], number>;

/** The route, over the use case. */
export function webhookRoutes(
  receive: (delivery: AddressedDelivery) => Promise<WebhookOutcome>,
): (app: Hono) => void {
  const handle = async (context: Context) => {
    const outcome = await receive({
      vendor: context.req.param('vendor') ?? '',
      job: context.req.param('job') ?? '',
      token: context.req.param('token') ?? '',
      headers: context.req.header(),
      rawBody: new Uint8Array(await context.req.arrayBuffer()),
    });
    return context.body(null, STATUSES[outcome.kind]);
  };
  const limit = bodyLimit({
    maxSize: BODY_BYTES_MAX,
    onError: (context) => context.body(null, 413),
  });
  return (app) => {
    app.post('/webhooks/:vendor/:job/:token', limit, handle);
    // Some vendors append their own last part to the address they are given.
    app.post('/webhooks/:vendor/:job/:token/callback', limit, handle);
  };
}

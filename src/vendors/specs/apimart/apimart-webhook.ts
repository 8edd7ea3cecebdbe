import * as z from 'zod';
import type { VendorWebhook } from '#vendors/vendor-webhook.ts';
import { readTicket } from './apimart-ticket.ts';

const bodySchema = z.object({ id: z.string(), status: z.string().nullish().catch(null) });

/** Deliveries are unsigned and come at the end only; the secret in the address must do. */
export const apimartWebhook: VendorWebhook = {
  verify({ rawBody }) {
    const body = bodySchema.safeParse(parseJson(rawBody));
    if (!body.success) return { kind: 'forged', detail: 'the body is no task' };
    return { kind: 'genuine', task: body.data.id, final: true };
  },
  taskOf: (ticket) => readTicket(ticket).taskId,
};

/**
 * The vendor posts to the address with `/callback` behind it. As a query's value that changes no
 * path, so the token in the address stays where it is.
 */
export const webhookField = (webhookUrl: string | null) =>
  webhookUrl === null ? {} : { webhook: `${webhookUrl}?to=` };

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // The schema refuses undefined.
    return undefined;
  }
}

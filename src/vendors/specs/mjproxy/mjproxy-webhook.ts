import * as z from 'zod';
import type { VendorWebhook } from '#vendors/vendor-webhook.ts';
import { readTicket } from './mjproxy-ticket.ts';

const bodySchema = z.object({ id: z.union([z.string(), z.number()]), status: z.unknown() });

const ENDS = /^(?:SUCCESS|FAILURE|CANCEL|MODAL)/i;

/**
 * The whole task is posted at each change, unsigned, sometimes twice and out of order: the secret
 * in the address must do, and the job asks for itself. Mere progress wakes nobody.
 */
export const mjproxyWebhook: VendorWebhook = {
  verify({ rawBody }) {
    const body = bodySchema.safeParse(parseJson(rawBody));
    if (!body.success) return { kind: 'forged', detail: 'the body is no task' };
    const { id, status } = body.data;
    return { kind: 'genuine', task: String(id), final: ENDS.test(String(status)) };
  },
  taskOf: (ticket) => readTicket(ticket).taskId,
};

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // The schema refuses undefined.
    return undefined;
  }
}

import * as z from 'zod';
import type { VendorWebhook } from '#vendors/vendor-webhook.ts';
import { readTicket } from './apixo-ticket.ts';

const bodySchema = z.object({
  data: z.object({
    taskId: z.string().min(1).nullish().catch(null),
    state: z.string().nullish().catch(null),
  }),
});

/**
 * APIXO signs nothing, so the secret in the address is what a delivery is trusted for, and even
 * then only to look again. It retries, so the same delivery may come several times.
 */
export const apixoWebhook: VendorWebhook = {
  verify({ rawBody }) {
    const body = bodySchema.safeParse(parseJson(rawBody));
    if (!body.success) return { kind: 'forged', detail: 'the body is not a status' };
    const { taskId, state } = body.data.data;
    return {
      kind: 'genuine',
      task: taskId ?? null,
      final: state !== 'pending' && state !== 'processing',
    };
  },
  taskOf: (ticket) => readTicket(ticket).taskId,
};

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // The caller's schema refuses undefined.
    return undefined;
  }
}

import * as z from 'zod';
import type { VendorWebhook } from '#vendors/vendor-webhook.ts';
import { readTicket } from './acedata-ticket.ts';

const bodySchema = z.object({
  task_id: z.string().min(1).nullish().catch(null),
  success: z.boolean().nullish().catch(null),
  progress: z.coerce.number().nullish().catch(null),
});

/**
 * Ace signs nothing, so the secret in the address is what a delivery is trusted for, and even then
 * only to look again. What cannot be Ace's at all is told apart for the log.
 */
export const acedataWebhook: VendorWebhook = {
  verify({ rawBody }) {
    const body = bodySchema.safeParse(parseJson(rawBody));
    if (!body.success) return { kind: 'forged', detail: 'the body is no JSON object' };
    const { task_id: task, success, progress } = body.data;
    const isProgress = success !== false && progress != null && progress < 100;
    return { kind: 'genuine', task: task ?? null, final: !isProgress };
  },
  taskOf: (saved) => {
    const ticket = readTicket(saved);
    return ticket.kind === 'task' ? ticket.taskId : null;
  },
};

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // The caller's schema refuses undefined.
    return undefined;
  }
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { parseJson } from '#vendors/parse-json.ts';
import type { VendorWebhook } from '#vendors/vendor-webhook.ts';
import { readTicket } from './midapi-ticket.ts';

const bodySchema = z.object({
  code: z.number().nullish().catch(null),
  data: z.object({
    taskId: z.string().nullish().catch(null),
    task_id: z.string().nullish().catch(null),
    resultUrls: z.array(z.unknown()).nullish().catch(null),
    successFlag: z.number().nullish().catch(null),
  }),
});

/**
 * Deliveries are unsigned unless the owner sets a key at the vendor; then the signature covers the
 * task and a time, not the body. Either way the secret in the address is what keeps strangers out.
 */
export function midapiWebhook(webhookKey: string): VendorWebhook {
  return {
    verify({ headers, rawBody }) {
      const read = bodySchema.safeParse(parseJson(Buffer.from(rawBody).toString('utf8')));
      if (!read.success) return { kind: 'forged', detail: 'the body is not a delivery' };
      const { code, data } = read.data;
      const task = data.taskId ?? data.task_id ?? null;
      if (webhookKey !== '' && !isSigned(webhookKey, task, headers)) {
        return { kind: 'forged', detail: 'the signature is missing or wrong' };
      }
      // A delivery with code 200 and no links is a sign of life in between.
      const hasLinks = (data.resultUrls ?? []).length > 0 || data.successFlag === 1;
      return { kind: 'genuine', task, final: hasLinks || code !== 200 };
    },
    taskOf: (ticket) => readTicket(ticket).taskId,
  };
}

function isSigned(
  key: string,
  task: string | null,
  headers: Readonly<Record<string, string>>,
): boolean {
  const signed = `${task ?? ''}.${headers['x-webhook-timestamp'] ?? ''}`;
  const expected = createHmac('sha256', key).update(signed).digest();
  const given = Buffer.from(headers['x-webhook-signature'] ?? '', 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

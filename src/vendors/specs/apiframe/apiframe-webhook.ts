import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { parseJson } from '#vendors/parse-json.ts';
import type { VendorWebhook } from '#vendors/vendor-webhook.ts';
import { readTicket } from './apiframe-ticket.ts';

const bodySchema = z.object({
  event: z.string().nullish().catch(null),
  jobId: z.string().nullish().catch(null),
});

/**
 * Deliveries are signed with HMAC-SHA256 over the raw body; the secret is the key's SHA-256. The
 * vendor's SDK uses the digest's bytes, its page can be read as the digest's hexadecimal text, so
 * both count. Nothing in the signature tells the time: a repeated delivery is genuine, and harmless.
 */
export function apiframeWebhook(apiKey: string): VendorWebhook {
  const digest = createHash('sha256').update(apiKey).digest();
  const secrets = [digest, digest.toString('hex')];
  return {
    verify({ headers, rawBody }) {
      const given = (headers['x-webhook-signature'] ?? '').trim().replace(/^sha256=/, '');
      const isSigned = secrets.some((secret) => {
        const expected = createHmac('sha256', secret).update(rawBody).digest('hex');
        return isSame(given.toLowerCase(), expected);
      });
      if (!isSigned) return { kind: 'forged', detail: 'the signature is missing or wrong' };
      const body = bodySchema.safeParse(parseJson(Buffer.from(rawBody).toString('utf8')));
      if (!body.success) return { kind: 'forged', detail: 'the body is not JSON' };
      const { event, jobId } = body.data;
      return { kind: 'genuine', task: jobId ?? null, final: event !== 'progress' };
    },
    taskOf: (ticket) => readTicket(ticket).jobId,
  };
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

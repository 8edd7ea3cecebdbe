import { timingSafeEqual } from 'node:crypto';
import type * as z from 'zod';
import { parseJson } from '#domain/json.ts';
import type { WebhookVerdict } from '#ports/webhook-delivery.ts';

/** The verdict on a JSON body; one that does not match the schema is unreadable. */
export function verifyBody<Body>(
  schema: z.ZodType<Body>,
  rawBody: Uint8Array,
  verdict: (body: Body) => WebhookVerdict,
): WebhookVerdict {
  const body = schema.safeParse(parseJson(Buffer.from(rawBody).toString('utf8')));
  return body.success
    ? verdict(body.data)
    : { kind: 'unreadable', detail: 'the body does not match the schema' };
}

/** Compares a signature in constant time. */
export const isSignature = (given: Uint8Array, expected: Uint8Array): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected);

/** Whether a vendor that requires HTTPS accepts the URL; one on this machine does not require it. */
export const isAcceptedUrl = (webhookUrl: string | null): webhookUrl is string =>
  webhookUrl !== null && /^https:|^http:\/\/127\.0\.0\.1:/.test(webhookUrl);

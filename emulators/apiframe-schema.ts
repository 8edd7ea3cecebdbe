/**
 * Bodies as Apiframe's OpenAPI file has them: every object closed, numbers as numbers, index from 1.
 * An adapter that sends a key too many, or null for "nothing", must learn of it here.
 */
import * as z from 'zod';

const webhookFields = {
  // HTTPS only, by the vendor's page; this machine is let off, as it has no certificate.
  webhookUrl: z
    .url()
    .regex(/^https:|^http:\/\/127\.0\.0\.1:/)
    .optional(),
  webhookEvents: z
    .array(z.enum(['progress', 'completed', 'failed']))
    .min(1)
    .optional(),
};

export const imageSchema = z.strictObject({
  model: z.literal('midjourney'),
  prompt: z.string().min(1).max(2000),
  midjourneyParams: z
    .strictObject({
      aspect_ratio: z
        .string()
        .regex(/^\d+:\d+$/)
        .optional(),
    })
    .optional(),
  ...webhookFields,
});

const parentJobId = z.uuid();
const index = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);

export const followUpSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('upsample'), parentJobId, index, ...webhookFields }),
  z.strictObject({ action: z.literal('variation'), parentJobId, index, ...webhookFields }),
  z.strictObject({
    action: z.literal('inpaint'),
    parentJobId,
    mask: z.string().min(1).max(12_000_000),
    prompt: z.string().max(2000).optional(),
    ...webhookFields,
  }),
  z.strictObject({
    action: z.literal('outpaint'),
    parentJobId,
    zoomRatio: z.union([z.literal(1.5), z.literal(2)]),
    ...webhookFields,
  }),
  z.strictObject({
    action: z.literal('pan'),
    parentJobId,
    direction: z.enum(['up', 'down', 'left', 'right']),
    ...webhookFields,
  }),
]);

export const videoSchema = z.strictObject({
  model: z.literal('midjourney-video'),
  prompt: z.string().min(1).max(4000),
  midjourneyVideoParams: z.strictObject({
    start_image: z.url(),
    motion: z.enum(['low', 'high']).optional(),
    resolution: z.enum(['sd', 'hd']).optional(),
  }),
  ...webhookFields,
});

export type FollowUpBody = z.infer<typeof followUpSchema>;

/** `{"a.b": ["why"]}`, as the vendor tells it. */
export function fieldErrors(error: z.ZodError): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    error.issues.map((issue) => [issue.path.join('.') || 'body', [issue.message]]),
  );
}

/** Bodies of APIMart's Midjourney routes, closed; `model` is injected by the server. */
import * as z from 'zod';

const speed = z.enum(['relax', 'fast', 'turbo']).optional();
const link = z.url({ protocol: /^https?$/ });
const picture = z.union([link, z.string().regex(/^data:image\/\w+;base64,[A-Za-z0-9+/]+=*$/)]);
const common = {
  speed,
  metadata: z.record(z.string(), z.unknown()).optional(),
  // Ports 80 and 443 and public hosts only; this machine is let off.
  webhook: z
    .url()
    .regex(/^https?:\/\/(?:127\.0\.0\.1:\d+|[^/:]+)(?:\/|$)/)
    .optional(),
};
const whole = (minimum: number, maximum: number) =>
  z.number().int().min(minimum).max(maximum).optional();

export const imagineSchema = z.strictObject({
  prompt: z.string().trim().min(1).max(8192),
  image_urls: z.array(picture).min(1).optional(),
  nsfw_check: z.boolean().optional(),
  size: z
    .string()
    .regex(/^\d+:\d+$/)
    .optional(),
  quality: z.enum(['0.25', '0.5', '1', '2']).optional(),
  style: z.string().min(1).optional(),
  version: z.string().optional(),
  niji: z.boolean().optional(),
  seed: whole(0, 4_294_967_295),
  negative_prompt: z.string().min(1).optional(),
  stylize: whole(0, 1000),
  chaos: whole(0, 100),
  weird: whole(0, 3000),
  tile: z.boolean().optional(),
  raw: z.boolean().optional(),
  draft: z.boolean().optional(),
  hd: z.boolean().optional(),
  iw: z.number().min(0).max(3).optional(),
  cw: whole(0, 100),
  sw: whole(0, 1000),
  // "float", alone among the weights of references.
  dw: z.number().min(0).max(100).optional(),
  cref: link.optional(),
  sref: link.optional(),
  dref: link.optional(),
  stop: whole(10, 100),
  extra: z.string().optional(),
  ...common,
});

/** An imagine's fields about pictures that are given. */
export const editsSchema = z.strictObject({
  ...imagineSchema.shape,
  image_urls: z.array(picture).min(1).max(4),
});

export const blendSchema = z.strictObject({
  image_urls: z.array(picture).min(2).max(4),
  dimensions: z.enum(['SQUARE', 'PORTRAIT', 'LANDSCAPE']).optional(),
  size: imagineSchema.shape.size,
  ...common,
});

export const describeSchema = z.strictObject({ image_urls: z.array(picture).length(1), ...common });

export const followUpSchema = z
  .strictObject({
    task_id: z.string().regex(/^task_01[0-9A-Z]+$/),
    index: z.number().int().min(1).max(4).optional(),
    custom_id: z.string().startsWith('MJ::').optional(),
    zoom_ratio: z.number().positive().optional(),
    direction: z.enum(['left', 'right', 'up', 'down']).optional(),
    ...common,
  })
  // The button wins over everything else; whoever sends both has not understood one of them.
  .refine(
    ({ custom_id, index, zoom_ratio, direction }) =>
      custom_id === undefined ||
      (index === undefined && zoom_ratio === undefined && direction === undefined),
  );

/** "index (1-4, required)", and the words. */
export const remixSchema = z.strictObject({
  task_id: z.string().regex(/^task_01[0-9A-Z]+$/),
  index: z.number().int().min(1).max(4),
  prompt: z.string().max(8192).optional(),
  ...common,
});

export const modalSchema = z.strictObject({
  task_id: z.string(),
  prompt: z.string().max(8192).optional(),
  mask_url: picture.optional(),
  ...common,
});

export const videoSchema = z
  .strictObject({
    image_urls: z.array(picture).length(1).optional(),
    task_id: z.string().optional(),
    // Here alone from 0.
    index: z.number().int().min(0).max(3).optional(),
    prompt: z.string().optional(),
    video_type: z
      .enum([
        'vid_1.1_i2v_480',
        'vid_1.1_i2v_720',
        'vid_1.1_i2v_start_end_480',
        'vid_1.1_i2v_start_end_720',
      ])
      .optional(),
    animate_mode: z.enum(['manual', 'auto']).optional(),
    motion: z.enum(['low', 'high']).optional(),
    batch_size: z.union([z.literal(1), z.literal(2), z.literal(4)]).optional(),
    end_url: link.optional(),
    metadata: common.metadata,
    webhook: common.webhook,
  })
  .refine(({ image_urls, task_id, index }) =>
    image_urls === undefined
      ? task_id !== undefined && index !== undefined
      : task_id === undefined && index === undefined,
  );

export type FollowUpBody = z.infer<typeof followUpSchema>;

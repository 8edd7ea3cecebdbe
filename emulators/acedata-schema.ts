/**
 * Bodies as Ace Data Cloud's pages have them, every object closed. The real service may let some
 * of this pass; an adapter that relies on that must learn of it here.
 */
import * as z from 'zod';

/** What hangs on the four pictures of a grid. */
export const GRID_ACTIONS: readonly string[] = [
  ...['upscale1', 'upscale2', 'upscale3', 'upscale4', 'reroll'],
  ...['variation1', 'variation2', 'variation3', 'variation4'],
];

const AROUND: readonly string[] = [
  ...['variation_subtle', 'variation_strong', 'zoom_out_2x', 'zoom_out_1_5x'],
  ...['pan_left', 'pan_right', 'pan_up', 'pan_down'],
];

/** What hangs on a single picture; V5 enlarges in other ways, and only a long one is squared. */
export function soloActions(isV5: boolean, isSquare: boolean): readonly string[] {
  const enlarge = isV5 ? ['upscale_2x', 'upscale_4x'] : ['upscale_subtle', 'upscale_creative'];
  return [...enlarge, ...AROUND, ...(isSquare ? [] : ['square'])];
}

/** What hangs on an enlarged picture. */
export const enlargedActions = (isV5: boolean): readonly string[] => [
  ...(isV5
    ? ['redo_upscale_2x', 'redo_upscale_4x']
    : ['redo_upscale_subtle', 'redo_upscale_creative']),
  ...['variation_subtle', 'variation_strong'],
];

const KNOWN_ACTIONS = new Set([
  ...GRID_ACTIONS,
  ...[true, false].flatMap((isV5) => [...soloActions(isV5, false), ...enlargedActions(isV5)]),
  'variation_region',
]);

const reporting = {
  callback_url: z.url().optional(),
  async: z.boolean().optional(),
};

const mode = z.enum(['fast', 'relax', 'turbo']).optional();

const hints = {
  mode,
  version: z.enum(['5.2', '6', '6.1', '7', '8', '8.1', '8.2']).optional(),
  hd: z.boolean().optional(),
  quality: z.enum(['.25', '.5', '1', '2', '4']).optional(),
  style_reference: z.boolean().optional(),
  moodboard: z.boolean().optional(),
  split_images: z.boolean().optional(),
  translation: z.boolean().optional(),
  timeout: z.number().positive().optional(),
};

/** The page says "URL of the mask image", the guide sends its bytes; a data address is neither. */
const mask = z.union([
  z.url({ protocol: /^https?$/ }),
  z
    .string()
    .min(1)
    .max(12_000_000)
    .regex(/^[A-Za-z0-9+/]+=*$/, 'mask is neither an address nor base64'),
]);

export const imagineSchema = z
  .union([
    z.strictObject({
      action: z.literal('generate').default('generate'),
      prompt: z.string('prompt is required').min(1, 'prompt is required'),
      ...hints,
      ...reporting,
    }),
    z.strictObject({
      action: z.literal('variation_region'),
      image_id: z.string().regex(/^\d+$/),
      mask,
      prompt: z.string().optional(),
      ...hints,
      ...reporting,
    }),
    z.strictObject({
      action: z.string().refine((value) => KNOWN_ACTIONS.has(value)),
      image_id: z.string().regex(/^\d+$/),
      ...hints,
      ...reporting,
    }),
  ])
  .refine((form) => form.version !== '8.1' || form.mode !== 'turbo', 'V8.1 has no turbo')
  .refine(
    ({ quality, version }) => quality !== '4' || version === '8' || version === '8.1',
    "Quality '4' is only supported in V8/V8.1",
  );

export const editsSchema = z.strictObject({
  action: z.literal('generate').default('generate'),
  image_url: z.url(),
  prompt: z.string().min(1),
  mask: mask.optional(),
  mode,
  split_images: z.boolean().optional(),
  ...reporting,
});

const videoFields = {
  end_image_url: z.url().optional(),
  mode: z.enum(['fast', 'turbo']).optional(),
  resolution: z.enum(['480p', '720p']).optional(),
  loop: z.boolean().optional(),
  ...reporting,
};

export const videosSchema = z.union([
  z.strictObject({
    action: z.literal('generate').default('generate'),
    prompt: z.string().optional(),
    image_url: z.url(),
    ...videoFields,
  }),
  z.strictObject({
    action: z.literal('extend'),
    prompt: z.string().min(1),
    video_id: z.string().regex(/^\d+$/),
    video_index: z.number().int().min(0).max(3).default(0),
    ...videoFields,
  }),
]);

export const describeSchema = z.strictObject({ image_url: z.url() });
export const shortenSchema = z.strictObject({ prompt: z.string().min(1) });
export const translateSchema = z.strictObject({ content: z.string().min(1) });
export const seedSchema = z.strictObject({ image_id: z.string().regex(/^\d+$/) });

export const tasksSchema = z.union([
  z.strictObject({
    action: z.literal('retrieve').default('retrieve'),
    id: z.string().optional(),
    trace_id: z.string().optional(),
  }),
  z.strictObject({
    action: z.literal('retrieve_batch'),
    ids: z.array(z.string()).optional(),
    trace_ids: z.array(z.string()).optional(),
    offset: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).default(12),
    type: z.enum(['imagine', 'describe', 'videos']).optional(),
    application_id: z.string().optional(),
    user_id: z.string().optional(),
    created_at_max: z.number().optional(),
    created_at_min: z.number().optional(),
  }),
]);

export type EditsBody = z.infer<typeof editsSchema>;
export type ImagineBody = z.infer<typeof imagineSchema>;
export type VideosBody = z.infer<typeof videosSchema>;
export type TasksBody = z.infer<typeof tasksSchema>;

/** Bodies of the protocol, closed: a field that no server knows is a mistake of ours and must show here. */
import * as z from 'zod';

const common = {
  state: z.string().max(255).optional(),
  notifyHook: z.url().max(2000).optional(),
};

const dataUrl = z.string().regex(/^data:image\/\w+;base64,[A-Za-z0-9+/]+=*$/);
const taskId = z.string().regex(/^\d{16}$/);
const prompt = z.string().trim().min(1).max(8192);

export const imagineSchema = z.strictObject({
  prompt,
  base64Array: z.array(dataUrl).optional(),
  botType: z.enum(['MID_JOURNEY', 'NIJI_JOURNEY']).optional(),
  ...common,
});

export const changeSchema = z.strictObject({
  taskId,
  action: z.enum(['UPSCALE', 'VARIATION', 'REROLL']),
  // Gateways refuse 0 even for a reroll.
  index: z.number().int().min(1).max(4),
  ...common,
});

export const actionSchema = z.strictObject({
  taskId,
  customId: z.string().startsWith('MJ::'),
  enableRemix: z.boolean().optional(),
  strong: z.boolean().optional(),
  ...common,
});

export const modalSchema = z.strictObject({
  taskId,
  prompt: z.string().max(8192).optional(),
  maskBase64: z.string().startsWith('data:image/png;base64,').optional(),
  ...common,
});

export const blendSchema = z.strictObject({
  base64Array: z.array(dataUrl).min(2).max(5),
  dimensions: z.enum(['PORTRAIT', 'SQUARE', 'LANDSCAPE']).optional(),
  botType: z.enum(['MID_JOURNEY', 'NIJI_JOURNEY']).optional(),
  ...common,
});

/** Edit and retexture alike; neither takes a mask. */
export const editSchema = z.strictObject({
  prompt,
  image: z.union([z.url({ protocol: /^https?$/ }), dataUrl]),
  ...common,
});

export const describeSchema = z.union([
  z.strictObject({ base64: dataUrl, ...common }),
  z.strictObject({ link: z.url({ protocol: /^https?$/ }), ...common }),
]);

export const shortenSchema = z.strictObject({ prompt, ...common });

export const videoSchema = z
  .strictObject({
    prompt,
    image: z.union([z.url({ protocol: /^https?$/ }), dataUrl]).optional(),
    endImage: z.url().optional(),
    loop: z.boolean().optional(),
    motion: z.enum(['low', 'high']).optional(),
    videoType: z.enum(['vid_1.1_i2v_480', 'vid_1.1_i2v_720']).optional(),
    batchSize: z.union([z.literal(1), z.literal(2), z.literal(4)]).optional(),
    action: z.literal('extend').optional(),
    taskId: taskId.optional(),
    // Here alone from 0.
    index: z.number().int().min(0).max(3).optional(),
    ...common,
  })
  .refine(({ action, image, taskId: parent, index }) =>
    action === 'extend' ? parent !== undefined && index !== undefined : image !== undefined,
  );

export const idsSchema = z.strictObject({ ids: z.array(z.string()).min(1) });

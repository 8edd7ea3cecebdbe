/** Bodies as MidAPI's pages have them; a value outside of its list is a 422. */
import * as z from 'zod';

const callBackUrl = z.url().optional();
const waterMark = z.string().optional();
const fileUrls = z.array(z.url()).min(1);

const shared = {
  prompt: z.string().min(1).max(2000),
  // "Output image/video aspect ratio": for videos too.
  aspectRatio: z
    .enum(['1:2', '9:16', '2:3', '3:4', '5:6', '6:5', '4:3', '3:2', '1:1', '16:9', '2:1'])
    .optional(),
  enableTranslation: z.boolean().optional(),
  waterMark,
  callBackUrl,
};

const imageFields = {
  ...shared,
  speed: z.enum(['relaxed', 'fast', 'turbo']).optional(),
  version: z.enum(['7', '6.1', '6', '5.2', '5.1', 'niji6']).optional(),
  variety: z.number().int().min(0).max(100).multipleOf(5).optional(),
  stylization: z.number().int().min(0).max(1000).optional(),
  weirdness: z.number().int().min(0).max(3000).optional(),
};

const videoFields = {
  ...shared,
  fileUrls: z.array(z.url()).length(1),
  motion: z.enum(['high', 'low']),
  videoBatchSize: z.union([z.literal(1), z.literal(2), z.literal(4)]).optional(),
};

export const generateSchema = z.discriminatedUnion('taskType', [
  z.strictObject({ taskType: z.literal('mj_txt2img'), ...imageFields }),
  z.strictObject({ taskType: z.literal('mj_img2img'), ...imageFields, fileUrls }),
  z.strictObject({ taskType: z.literal('mj_style_reference'), ...imageFields, fileUrls }),
  z.strictObject({
    taskType: z.literal('mj_omni_reference'),
    ...imageFields,
    fileUrls,
    ow: z.number().int().min(1).max(1000).optional(),
  }),
  z.strictObject({ taskType: z.literal('mj_video'), ...videoFields }),
  z.strictObject({ taskType: z.literal('mj_video_hd'), ...videoFields }),
]);

export const followUpSchema = z.strictObject({
  taskId: z.string().min(1),
  imageIndex: z.number().int().min(0).max(3),
  waterMark,
  callBackUrl,
});

export const extendSchema = z
  .strictObject({
    taskId: z.string().min(1),
    taskType: z.enum(['mj_video_extend_manual', 'mj_video_extend_auto']),
    // Not imageIndex, as with pictures.
    index: z.number().int().min(0).max(3),
    prompt: z.string().min(1).max(2000).optional(),
    waterMark,
    callBackUrl,
  })
  .refine(({ taskType, prompt }) => taskType === 'mj_video_extend_auto' || prompt !== undefined);

export type GenerateBody = z.infer<typeof generateSchema>;

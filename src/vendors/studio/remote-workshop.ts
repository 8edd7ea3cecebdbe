/** The studio's drawing, delegated to the picture process. */
import { z } from 'zod';
import { bytesSchema, type PictureProcess } from '#images/picture-process.ts';
import type { StudioOrder } from './studio-order.ts';
import { studioWork } from './studio-work.ts';
import type { Workshop } from './studio-workshop.ts';

/** A workshop that runs in the picture process. */
export function createRemoteWorkshop(process: Pick<PictureProcess, 'ask'>): Workshop {
  const ask = <Answer>(order: StudioOrder, answer: z.ZodType<Answer>) =>
    process.ask('studio', order, answer);
  return {
    plan: (request, key, photoKey) =>
      ask({ kind: 'plan', request, key, photoKey }, studioWork.nullable()),
    make: (work, photos) => ask({ kind: 'make', work, photos }, z.array(bytesSchema)),
    preview: (pictures, percent, photos) =>
      ask({ kind: 'preview', pictures, percent, photos }, bytesSchema),
  };
}

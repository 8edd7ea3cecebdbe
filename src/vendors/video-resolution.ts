import * as z from 'zod';

/** A setting that vendors of videos have in common: how fine they are. */
export const videoResolution = z
  .enum(['480p', '720p'], { error: 'is neither 480p nor 720p' })
  .default('480p')
  .describe('how fine Animate is, 480p or 720p; finer is dearer.');

/** How fine videos are, in lines. */
export type VideoResolution = z.output<typeof videoResolution>;

import * as z from 'zod';

/** A setting shared by video vendors: the resolution. */
export const videoResolution = z
  .enum(['480p', '720p'], { error: 'is neither 480p nor 720p' })
  .default('480p')
  .describe('the resolution of Animate, 480p or 720p; higher is more expensive.');

/** The resolution of videos, in lines. */
export type VideoResolution = z.output<typeof videoResolution>;

/** What the studio remembers of a picture: a window on a plane, and what was laid on that plane since. */
import { z } from 'zod';

const rectangle = z.object({
  left: z.number(),
  top: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
});

const perturbation = z.object({
  seed: z.number().int(),
  strength: z.number(),
  keep: z.exactOptional(rectangle),
});

const scene = z.object({
  prompt: z.string(),
  seed: z.number().int(),
  perturbations: z.array(perturbation).optional(),
  /** What an edit follows, small enough to be kept with every picture. */
  given: z.exactOptional(
    z.object({ file: z.base64(), plane: rectangle, light: z.number(), colour: z.number() }),
  ),
});

/** A region that was painted over: another scene, where the mask (a PNG) is white, on that part of the plane. */
const layer = z.object({ scene, mask: z.base64(), plane: rectangle });

/** A picture that somebody else made, by its key in the archive, laid on that part of the plane. */
const photo = z.object({ key: z.string(), plane: rectangle, opacity: z.number() });

/** One picture to paint: the plane and the window on it. */
export const studioPicture = z.object({
  scene,
  photo: photo.optional(),
  /** What a zoom or pan with other words went on from: it stays as it is in its own window, above the scene. */
  get kept() {
    return studioPicture.optional();
  },
  /** Kept with the picture, so that whatever follows shows the regions that were painted over. */
  layers: z.array(layer).optional(),
  window: z.object({
    centerX: z.number(),
    centerY: z.number(),
    width: z.number().positive(),
    height: z.number().positive(),
    pixels: z.object({ width: z.number().int(), height: z.number().int() }),
    detail: z.number().optional(),
  }),
});

/** A picture as the studio remembers it. */
export type StudioPicture = z.infer<typeof studioPicture>;

/** A finished job as the studio remembers it: its pictures, by cell. Videos have a handle of their own. */
export const studioHandle = z.object({ pictures: z.array(studioPicture).min(1) });

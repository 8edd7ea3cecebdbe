/** The studio's stored data of a picture: a window on a plane, and the layers added to that plane since. */
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
  /** The picture an edit follows, small enough to be stored with every picture. */
  given: z.exactOptional(
    z.object({ file: z.base64(), plane: rectangle, light: z.number(), colour: z.number() }),
  ),
});

/** A repainted region: another scene where the mask (a PNG) is white, on that part of the plane. */
const layer = z.object({ scene, mask: z.base64(), plane: rectangle });

/** A picture from another vendor, by its archive key, placed on that part of the plane. */
const photo = z.object({ key: z.string(), plane: rectangle, opacity: z.number() });

/** One picture to paint: the plane and the window on it. */
export const studioPicture = z.object({
  scene,
  photo: photo.optional(),
  /**
   * The start picture of a zoom or pan with a changed prompt: it stays unchanged in its own window, above the scene.
   */
  get kept() {
    return studioPicture.optional();
  },
  /** Stored with the picture, so that follow-ups show the repainted regions. */
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

/** A picture as the studio stores it. */
export type StudioPicture = z.infer<typeof studioPicture>;

/** A finished job as the studio stores it: its pictures, by cell. Videos have their own handle. */
export const studioHandle = z.object({ pictures: z.array(studioPicture).min(1) });

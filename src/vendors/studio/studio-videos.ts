/**
 * Videos of the studio: a window that drifts over the plane, a little for low motion and farther for high. A clip is
 * pure data, so that an extension continues exactly where its parent ended. The plane under all windows is painted
 * once; each frame is a part of that painting.
 */

import { z } from 'zod';
import { CELLS } from '#domain/geometry.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { sharp } from '#images/sharp.ts';
import { type PlaneWindow, shownPlane } from '#painter/painter.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import { paintPicture, type StudioPainter } from './studio-paint.ts';
import type { GivenPhoto } from './studio-photo.ts';
import { studioPicture } from './studio-picture.ts';
import { numberFrom, startPicture } from './studio-plan.ts';

/** One segment of a video: the window's movement, in its own widths, and its growth. */
const move = z.object({ right: z.number(), down: z.number(), larger: z.number().positive() });

/** A video: a picture and the moves over its plane. */
export const studioClip = z.object({ picture: studioPicture, moves: z.array(move).min(1) });

/** A video as the studio stores it. */
export type StudioClip = z.infer<typeof studioClip>;

/** A finished video job as the studio stores it. */
export const videoHandle = z.object({ clips: z.array(studioClip).min(1) });

/** The first segment and four extensions, as with Midjourney. */
export const STRETCHES_MAX = 5;
const FRAMES_A_STRETCH = 24;
const FRAME_MS = 83;
const LONG_SIDE = 480;

/** Painted larger than shown, so that a slow drift does not tremble by whole pixels. */
const OVERSAMPLING = 2;
const PAINTED_SIDE_MAX = 3_000;
const REACH = { low: 0.05, high: 0.22 } as const;
const GROWTH = { low: 0.05, high: 0.35 } as const;

/** The four clips of a request; null if it is not for a video, or its parent cannot be animated. */
export function planVideos(
  request: VendorRequest,
  key: string,
  given: GivenPhoto | null,
): readonly StudioClip[] | null {
  const motion = request.action.endsWith('-high') ? 'high' : 'low';
  const parent = parentClip(request, given);
  if (parent === null || parent.moves.length >= STRETCHES_MAX) return null;
  const asked = movementIn(request);
  return CELLS.map((cell) => {
    const roll = (salt: string) => (numberFrom(`${key}/${cell}/${salt}`) % 1000) / 1000;
    const angle = ((cell - 1) / 4 + roll('angle') / 4) * 2 * Math.PI;
    const reach = REACH[motion] * (0.6 + 0.4 * roll('reach'));
    const next = {
      right: asked.right === null ? Math.cos(angle) * reach : asked.right * reach,
      // The plane is a landscape: vertically there is less to show.
      down: asked.down === null ? (Math.sin(angle) * reach) / 2 : (asked.down * reach) / 2,
      larger: 1 + GROWTH[motion] * ((asked.larger ?? roll('growth')) - 0.5),
    };
    return { picture: parent.picture, moves: [...parent.moves, next] };
  });
}

/**
 * The camera movement requested by the video's own prompt; null if it names none. Only prompts from a modal are used.
 */
function movementIn({ prompt, parent }: VendorRequest) {
  const text = parsePrompt(prompt).text.toLowerCase();
  const isNew = text !== parsePrompt(parent?.prompt ?? '').text.toLowerCase();
  const says = (words: RegExp) => isNew && words.test(text);
  const isLevel = says(/\b(?:left|right)\b/);
  const isUpright = says(/\b(?:up|upwards?|down|downwards?)\b/);
  return {
    right: isLevel ? (says(/\bleft\b/) ? -1 : 1) : isUpright ? 0 : null,
    down: isUpright ? (says(/\bup(?:wards?)?\b/) ? -1 : 1) : isLevel ? 0 : null,
    larger: says(/\b(?:closer|zoom in|towards?)\b/) ? 0 : says(/\b(?:away|zoom out)\b/) ? 1 : null,
  };
}

function parentClip(
  request: VendorRequest,
  given: GivenPhoto | null,
): { readonly picture: StudioClip['picture']; readonly moves: StudioClip['moves'] } | null {
  if (request.action === 'animate-high' || request.action === 'animate-low') {
    const picture = startPicture(request, given);
    return picture === null ? null : { picture, moves: [] };
  }
  const handle = videoHandle.safeParse(request.parent?.handle);
  const clip = handle.data?.clips[(request.cell ?? request.parent?.cell ?? 1) - 1];
  return clip ?? null;
}

/** The video as an animated WebP. */
export async function shootVideo(painter: StudioPainter, clip: StudioClip): Promise<Uint8Array> {
  const frames = windowsOf(clip);
  const { pixels } = clip.picture.window;
  const shown = LONG_SIDE / Math.max(pixels.width, pixels.height);
  const size = {
    width: Math.max(1, Math.round(pixels.width * shown)),
    height: Math.max(1, Math.round(pixels.height * shown)),
  };
  const under = around(frames, size.width * OVERSAMPLING);
  const painting = await paintPicture(painter, clip.picture, under);
  const view = shownPlane(under);
  const scale = painting.width / view.width;
  const raw = { width: painting.width, height: painting.height, channels: 3 } as const;
  const cut = await Promise.all(
    frames.map((frame) => {
      const part = shownPlane(frame);
      const width = Math.min(painting.width, Math.round(part.width * scale));
      const height = Math.min(painting.height, Math.round(part.height * scale));
      const left = within(Math.round((part.left - view.left) * scale), painting.width - width);
      const top = within(Math.round((part.top - view.top) * scale), painting.height - height);
      return sharp(painting.data, { raw })
        .extract({ left, top, width, height })
        .resize({ ...size, fit: 'fill' })
        .raw()
        .toBuffer();
    }),
  );
  return sharp(Buffer.concat(cut), {
    raw: {
      width: size.width,
      height: size.height * cut.length,
      channels: 3,
      pageHeight: size.height,
    },
  })
    .webp({ quality: 72, effort: 1, loop: 0, delay: cut.map(() => FRAME_MS) })
    .toBuffer();
}

const within = (value: number, most: number): number => Math.min(Math.max(0, value), most);

/** The windows of all frames. */
function windowsOf({ picture, moves }: StudioClip): readonly PlaneWindow[] {
  const windows: PlaneWindow[] = [];
  let from: PlaneWindow = picture.window;
  for (const { right, down, larger } of moves) {
    for (let frame = 1; frame <= FRAMES_A_STRETCH; frame++) {
      const part = frame / FRAMES_A_STRETCH;
      const factor = larger ** part;
      windows.push({
        ...from,
        centerX: from.centerX + from.width * right * part,
        centerY: from.centerY + from.height * down * part,
        width: from.width * factor,
        height: from.height * factor,
      });
    }
    from = windows.at(-1) ?? from;
  }
  return windows;
}

/** The smallest window that contains all of them, with enough pixels for the narrowest to be `wide` pixels across. */
function around(windows: readonly PlaneWindow[], wide: number): PlaneWindow {
  const planes = windows.map(shownPlane);
  const left = Math.min(...planes.map((plane) => plane.left));
  const top = Math.min(...planes.map((plane) => plane.top));
  const width = Math.max(...planes.map((plane) => plane.left + plane.width)) - left;
  const height = Math.max(...planes.map((plane) => plane.top + plane.height)) - top;
  const narrowest = Math.min(...planes.map((plane) => plane.width));
  const scale = Math.min(wide / narrowest, PAINTED_SIDE_MAX / Math.max(width, height));
  return {
    centerX: left + width / 2,
    centerY: top + height / 2,
    width,
    height,
    pixels: { width: Math.ceil(width * scale), height: Math.ceil(height * scale) },
    detail: 0,
  };
}

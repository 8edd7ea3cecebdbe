/**
 * The parts of the studio that draw or decode, separate from the vendor that keeps tickets: data in, data out, so that
 * it can run in another process. It does not read the archive; start pictures come with the order.
 */

import { sharp } from '#images/sharp.ts';
import type { Painter } from '#painter/painter.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import { paintPicture, type StudioPainter } from './studio-paint.ts';
import type { StudioPicture } from './studio-picture.ts';
import { paintPreview } from './studio-preview.ts';
import { shootVideo } from './studio-videos.ts';
import { planWork, type StudioWork } from './studio-work.ts';

/** Bytes of pictures from other vendors, by archive key. */
export type Photos = Readonly<Record<string, Uint8Array>>;

/** The studio's drawing operations. */
export type Workshop = {
  /**
   * The work for a request; null if the studio cannot do it with that parent. `photoKey` is the archive key of the
   * request's first picture if that replaces a parent.
   */
  plan(request: VendorRequest, key: string, photoKey: string | null): Promise<StudioWork | null>;
  /** Pictures as PNG or videos as animated WebP, in order; texts have none. */
  make(work: StudioWork, photos: Photos): Promise<readonly Uint8Array[]>;
  /** The pictures half finished, as WebP. */
  preview(pictures: readonly StudioPicture[], percent: number, photos: Photos): Promise<Uint8Array>;
};

/** A workshop in this process, painting with `painter`. */
export function createWorkshop(painter: Painter): Workshop {
  const painterOf = (photos: Photos): StudioPainter => ({
    ...painter,
    photoOf: async (key) => photos[key] ?? null,
  });
  return {
    plan: async (request, key, photoKey) => {
      const [image] = request.images ?? [];
      if (photoKey === null || image === undefined) return planWork(request, key, null);
      const { autoOrient } = await sharp(image.bytes).metadata();
      return planWork(request, key, { key: photoKey, ...autoOrient });
    },
    make: async (work, photos) => {
      const withPhotos = painterOf(photos);
      switch (work.kind) {
        case 'pictures':
          return Promise.all(work.pictures.map((picture) => paintPng(withPhotos, picture)));
        case 'videos':
          return Promise.all(work.clips.map((clip) => shootVideo(withPhotos, clip)));
        case 'words':
          return [];
        default:
          return work satisfies never;
      }
    },
    preview: (pictures, percent, photos) => paintPreview(painterOf(photos), pictures, percent),
  };
}

async function paintPng(painter: StudioPainter, picture: StudioPicture): Promise<Uint8Array> {
  const { data, width, height } = await paintPicture(painter, picture, picture.window);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}

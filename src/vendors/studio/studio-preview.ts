import { sharp } from '#images/sharp.ts';
import { paintPicture, type StudioPainter } from './studio-paint.ts';
import type { StudioPicture } from './studio-picture.ts';

const PREVIEW_SIDE = 512;

/** The pictures half finished: small, and the earlier the blurrier. */
export async function paintPreview(
  painter: StudioPainter,
  pictures: readonly StudioPicture[],
  percent: number,
): Promise<Uint8Array> {
  const first = pictures[0];
  const columns = pictures.length > 1 ? 2 : 1;
  const longSide = Math.max(first?.window.pixels.width ?? 1, first?.window.pixels.height ?? 1);
  const scale = PREVIEW_SIDE / columns / longSide;
  const small = await Promise.all(
    pictures.map((picture) =>
      paintPicture(painter, picture, {
        ...picture.window,
        pixels: {
          width: Math.max(1, Math.round(picture.window.pixels.width * scale)),
          height: Math.max(1, Math.round(picture.window.pixels.height * scale)),
        },
      }),
    ),
  );
  const width = small[0]?.width ?? 1;
  const height = small[0]?.height ?? 1;
  return sharp({
    create: {
      width: width * columns,
      height: height * columns,
      channels: 3,
      background: '#808080',
    },
  })
    .composite(
      small.map((picture, place) => ({
        input: picture.data,
        raw: { width: picture.width, height: picture.height, channels: 3 },
        left: (place % columns) * width,
        top: Math.floor(place / columns) * height,
      })),
    )
    .blur(Math.max(0.5, (100 - percent) / 6))
    .webp({ quality: 80 })
    .toBuffer();
}

import sharp from 'sharp';
import { originWindow, paintWindow } from '#painter/painter.ts';

const TILE = { width: 1024, height: 1024 };

/** Four pictures as a vendor sends them: 1024 pixels a side, PNG, more than a megabyte each. */
export async function paintFiles(): Promise<readonly Uint8Array[]> {
  const files: Uint8Array[] = [];
  for (const seed of [1, 2, 3, 4]) {
    const { data } = await paintWindow({ prompt: 'a red fox in snow', seed }, originWindow(TILE));
    files.push(
      await sharp(data, { raw: { ...TILE, channels: 3 } })
        .png()
        .toBuffer(),
    );
  }
  return files;
}

import fc from 'fast-check';
import sharp from 'sharp';
import { pictures } from '#images/pictures.ts';
import { mutatedBytes } from '../arbitraries.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

const SIDE = 24;
const BYTES_MAX = 1024 * 1024;

/** Files of people and vendors: a picture, or none, or one that cannot be decoded. */
export default {
  name: 'picture files',
  covers: ['src/images/'],
  open: async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    const plain = () =>
      sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#fff', noise } });
    const good = await plain().png().toBuffer();
    const files = [
      good,
      await plain().jpeg().toBuffer(),
      await plain().webp().toBuffer(),
      await plain().gif().toBuffer(),
      await plain().avif().toBuffer(),
      await plain().tiff().toBuffer(),
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"/>`),
    ];
    return {
      property: fc.asyncProperty(mutatedBytes(files), async (bytes) => {
        const probed = await pictures.probe(bytes);
        if (probed.kind === 'picture')
          mustHold(probed.mediaType !== 'image/svg+xml', 'SVG was taken');
        await Promise.all([
          pictures.normalise(bytes, BYTES_MAX),
          pictures.preview(bytes),
          pictures.readMask(bytes, { width: SIDE, height: SIDE }),
        ]);
        pictures.videoType(bytes);
        if (probed.kind !== 'picture') return;
        await pictures.composeGrid([good, bytes, good, good]);
        await pictures.cutCells(bytes);
      }),
      close: async () => {},
    };
  },
} satisfies FuzzTarget;

/**
 * The port's implementation in the bot's process, which never loads the picture library: operations without decoding
 * run here, everything else is an order to the picture process.
 */
import { z } from 'zod';
import type { Pictures } from '#ports/pictures.ts';
import { pictureFormat } from './picture-format.ts';
import type { PictureOrder } from './picture-order.ts';
import { bytesSchema, type PictureProcess } from './picture-process.ts';
import { videoFormat } from './video-format.ts';

/**
 * The size of these formats is in the first bytes, before any part of variable length (PNG: the first chunk after the
 * signature, and an orientation before the pixels); longer headers are sent whole.
 */
const HEAD_BYTES = 65_536;

const size = { width: z.number(), height: z.number() };
const notAPicture = z.object({ kind: z.literal('not-a-picture'), detail: z.string() });
const attachment = z.object({ bytes: bytesSchema, mediaType: z.string() });
const grid = attachment.extend(size);
const answers = {
  probe: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('picture'), mediaType: z.string(), ...size }),
    notAPicture,
  ]),
  normalise: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('picture'),
      ...size,
      givenType: z.string(),
      mediaType: z.string(),
      bytes: bytesSchema.nullable(),
    }),
    z.object({ kind: z.literal('heic') }),
    notAPicture,
  ]),
  cells: z.array(bytesSchema).nullable(),
  mask: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('mask'), png: bytesSchema }),
    z.object({ kind: z.enum(['empty', 'whole', 'wrong-size', 'not-a-mask']) }),
  ]),
} as const;

/** Picture processing by orders to the process. */
export function createRemotePictures(process: PictureProcess): Pictures {
  const ask = <Answer>(order: PictureOrder, answer: z.ZodType<Answer>): Promise<Answer> =>
    process.ask('pictures', order, answer);
  const probe = (bytes: Uint8Array) => ask({ kind: 'probe', bytes }, answers.probe);
  return {
    prepare: process.prepare,
    probe: async (bytes) => {
      if (pictureFormat(bytes) === 'image/png' && bytes.byteLength > HEAD_BYTES) {
        const probed = await probe(bytes.subarray(0, HEAD_BYTES));
        if (probed.kind === 'picture') return probed;
      }
      return probe(bytes);
    },
    normalise: async (bytes, bytesMax) => {
      const outcome = await ask({ kind: 'normalise', bytes, bytesMax }, answers.normalise);
      return outcome.kind === 'picture' ? { ...outcome, bytes: outcome.bytes ?? bytes } : outcome;
    },
    composeGrid: (cells) => ask({ kind: 'compose-grid', cells }, grid.nullable()),
    cutCells: (composite) => ask({ kind: 'cut-cells', composite }, answers.cells),
    fitToLimit: async (whole, bytesMax) =>
      whole.bytes.byteLength <= bytesMax
        ? whole
        : ask({ kind: 'fit-to-limit', attachment: whole, bytesMax }, attachment),
    readMask: (bytes, size) => ask({ kind: 'read-mask', bytes, size }, answers.mask),
    drawMask: (size, parts) => ask({ kind: 'draw-mask', size, parts }, bytesSchema),
    videoType: videoFormat,
    preview: (bytes) => ask({ kind: 'preview', bytes }, attachment.nullable()),
    drawTree: (boxes) => ask({ kind: 'draw-tree', boxes }, attachment),
  };
}

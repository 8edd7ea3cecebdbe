/**
 * Masks the way APIMart reads them; its pages contradict each other about which way that is. A grey
 * PNG is relabelled as one with a palette: the pixels stay as they are, bit for bit, and the palette
 * says which of them are holes. Nothing is decoded here.
 */
import { crc32 } from 'node:zlib';

/** What is to be repainted: the holes, or what is white beside them. */
export type ApimartPolarity = 'transparent' | 'white';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const GREY = 0;
const PALETTE = 3;
const BIT_DEPTH_AT = 8;
const COLOUR_TYPE_AT = 9;

type Chunk = { readonly name: string; readonly data: Buffer };

/** The grey mask (white = repaint) relabelled; null where it is no grey PNG of at most 8 bits. */
export function relabelMask(mask: Uint8Array, polarity: ApimartPolarity): Buffer | null {
  const chunks = readChunks(Buffer.from(mask));
  const header = chunks?.find(({ name }) => name === 'IHDR')?.data;
  const bitDepth = header?.[BIT_DEPTH_AT] ?? 16;
  if (chunks === null || header?.[COLOUR_TYPE_AT] !== GREY || bitDepth > 8) return null;
  const relabelled = Buffer.from(header);
  relabelled[COLOUR_TYPE_AT] = PALETTE;
  const count = 2 ** bitDepth;
  const repaints = Array.from({ length: count }, (_, grey) => grey >= count / 2);
  // A hole's own colour is black, so that a reader who ignores holes sees a plain mask.
  const isOpaque = (repaint: boolean) => repaint === (polarity === 'white');
  const colours = repaints.flatMap((repaint) => (isOpaque(repaint) ? [255, 255, 255] : [0, 0, 0]));
  const alphas = repaints.map((repaint) => (isOpaque(repaint) ? 255 : 0));
  return Buffer.concat([
    SIGNATURE,
    writeChunk({ name: 'IHDR', data: relabelled }),
    writeChunk({ name: 'PLTE', data: Buffer.from(colours) }),
    writeChunk({ name: 'tRNS', data: Buffer.from(alphas) }),
    ...chunks.filter(({ name }) => name === 'IDAT' || name === 'IEND').map(writeChunk),
  ]);
}

function readChunks(png: Buffer): readonly Chunk[] | null {
  if (!png.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return null;
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    const name = png.toString('latin1', at + 4, at + 8);
    chunks.push({ name, data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function writeChunk({ name, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** The part `pictures` of the picture process: maps orders to calls of the port's implementation. */
import { isOrderOf } from './picture-messages.ts';
import type { Normalised, PictureOrder } from './picture-order.ts';
import { pictures } from './pictures.ts';

const KINDS: readonly PictureOrder['kind'][] = [
  'probe',
  'normalise',
  'compose-grid',
  'cut-cells',
  'fit-to-limit',
  'read-mask',
  'draw-mask',
  'preview',
  'draw-tree',
];

/** Carries out one order. */
export async function carryOutPictureOrder(order: unknown): Promise<unknown> {
  if (!isOrderOf<PictureOrder>(KINDS, order)) throw new TypeError('not a picture order');
  switch (order.kind) {
    case 'probe':
      return pictures.probe(order.bytes);
    case 'normalise':
      return normalise(order.bytes, order.bytesMax);
    case 'compose-grid':
      return pictures.composeGrid(order.cells);
    case 'cut-cells':
      return pictures.cutCells(order.composite);
    case 'fit-to-limit':
      return pictures.fitToLimit(order.attachment, order.bytesMax);
    case 'read-mask':
      return pictures.readMask(order.bytes, order.size);
    case 'draw-mask':
      return pictures.drawMask(order.size, order.parts);
    case 'preview':
      return pictures.preview(order.bytes);
    case 'draw-tree':
      return pictures.drawTree(order.boxes);
    default:
      return order satisfies never;
  }
}

async function normalise(bytes: Uint8Array, bytesMax: number): Promise<Normalised> {
  const outcome = await pictures.normalise(bytes, bytesMax);
  if (outcome.kind !== 'picture') return outcome;
  return { ...outcome, bytes: outcome.bytes === bytes ? null : outcome.bytes };
}

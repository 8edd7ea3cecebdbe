import type { Pictures } from '#ports/pictures.ts';
import { drawTree } from './draw-tree.ts';
import { fitToLimit } from './fit-to-limit.ts';
import { composeGrid } from './grid.ts';
import { normalisePicture } from './normalise.ts';
import { makePreview } from './preview.ts';
import { probePicture } from './probe.ts';
import { drawMask, takeMask } from './take-mask.ts';
import { cutCells } from './tiles.ts';
import { videoFormat } from './video-format.ts';

/** The port's implementation with sharp, on its own threads; the bot runs it in another process. */
export const pictures: Pictures = {
  prepare: () => undefined,
  probe: probePicture,
  normalise: normalisePicture,
  composeGrid,
  cutCells,
  fitToLimit,
  readMask: takeMask,
  drawMask,
  videoType: videoFormat,
  preview: makePreview,
  drawTree,
};

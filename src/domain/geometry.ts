/** A picture's size in pixels. */
export type Size = { readonly width: number; readonly height: number };

/** An aspect ratio such as `3:2`; not pixels. */
export type Ratio = { readonly width: number; readonly height: number };

/** A part of a picture (pixels) or of a painter's plane (plane units). */
export type Rectangle = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/** One of the four pictures of a grid, row-major: 1 and 2 on top, 3 and 4 below. */
export type Cell = 1 | 2 | 3 | 4;

/** The four cells in order. */
export const CELLS = [1, 2, 3, 4] as const satisfies readonly Cell[];

/** The side a pan extends. */
export type PanDirection = 'left' | 'right' | 'up' | 'down';

/** The most elongated ratio; beyond it the short side would fall below 272 pixels. */
export const LONGEST_RATIO = 14;

const SIDE_MULTIPLE = 16;

/** Tile sizes of Midjourney's V5-V8; no single formula reproduces them. */
const KNOWN_TILES: readonly (readonly [ratio: number, size: Size])[] = [
  [1, { width: 1024, height: 1024 }],
  [5 / 4, { width: 1200, height: 960 }],
  [4 / 3, { width: 1232, height: 928 }],
  [3 / 2, { width: 1344, height: 896 }],
  [16 / 9, { width: 1456, height: 816 }],
  [21 / 9, { width: 1680, height: 720 }],
];

/**
 * The size of one picture of a grid: about one megapixel, sides multiples of 16, up to 14:1.
 *
 * @throws {Error} for a side that is not positive.
 */
export function tileSize(ratio: Ratio): Size {
  if (!(ratio.width > 0 && ratio.height > 0)) {
    throw new RangeError(`A ratio has two positive sides, not ${ratio.width}:${ratio.height}`);
  }
  if (ratio.height > ratio.width) return turned(tileSize(turned(ratio)));
  const long = Math.min(LONGEST_RATIO, ratio.width / ratio.height);
  const known = KNOWN_TILES.find(([value]) => Math.abs(value - long) < 0.001);
  if (known) return known[1];
  // The known tiles grow from 1.05 to 1.2 megapixels between 1:1 and 3:2 and stay there.
  const area = 1024 * 1024 * (1 + 0.14 * Math.min(1, (long - 1) / 0.5));
  return { width: toMultiple(Math.sqrt(area * long)), height: toMultiple(Math.sqrt(area / long)) };
}

/** The size of the 2x2 grid of four tiles, which touch each other. */
export function gridSize(tile: Size): Size {
  return { width: tile.width * 2, height: tile.height * 2 };
}

/** A cell's position in its grid; the four cover the grid exactly, even with odd sides. */
export function cellRectangle(grid: Size, cell: Cell): Rectangle {
  const middleX = Math.floor(grid.width / 2);
  const middleY = Math.floor(grid.height / 2);
  const right = cell === 2 || cell === 4;
  const below = cell >= 3;
  return {
    left: right ? middleX : 0,
    top: below ? middleY : 0,
    width: right ? grid.width - middleX : middleX,
    height: below ? grid.height - middleY : middleY,
  };
}

/** The ratio after a pan, which extends one side by half: `1:1` to the right gives `3:2`. */
export function panRatio(ratio: Ratio, direction: PanDirection): Ratio {
  return direction === 'left' || direction === 'right'
    ? reduced({ width: ratio.width * 3, height: ratio.height * 2 })
    : reduced({ width: ratio.width * 2, height: ratio.height * 3 });
}

/**
 * The position of a parent of this ratio in the zoomed-out canvas: centred, fitted to it, divided by the factor.
 * @throws {Error} for a factor outside 1 to 2.
 */
export function zoomPlace(canvas: Size, factor: number, parent: Ratio = canvas): Rectangle {
  if (!(factor >= 1 && factor <= 2)) throw new RangeError(`A zoom is 1 to 2, not ${factor}`);
  const scale = Math.min(canvas.width / parent.width, canvas.height / parent.height) / factor;
  return centred(canvas, {
    width: Math.round(parent.width * scale),
    height: Math.round(parent.height * scale),
  });
}

/** The parent's position in the panned canvas: two thirds of it, on the side opposite to the pan. */
export function panPlace(canvas: Size, direction: PanDirection): Rectangle {
  if (direction === 'left' || direction === 'right') {
    const width = Math.round((canvas.width * 2) / 3);
    const left = direction === 'right' ? 0 : canvas.width - width;
    return { left, top: 0, width, height: canvas.height };
  }
  const height = Math.round((canvas.height * 2) / 3);
  const top = direction === 'down' ? 0 : canvas.height - height;
  return { left: 0, top, width: canvas.width, height };
}

/** The position of a parent of this ratio in the square canvas: its long side fills it, the rest is painted. */
export function squarePlace(canvas: Size, parent: Ratio): Rectangle {
  const scale = Math.min(canvas.width / parent.width, canvas.height / parent.height);
  return centred(canvas, {
    width: Math.round(parent.width * scale),
    height: Math.round(parent.height * scale),
  });
}

function centred(canvas: Size, size: Size): Rectangle {
  return {
    left: Math.floor((canvas.width - size.width) / 2),
    top: Math.floor((canvas.height - size.height) / 2),
    ...size,
  };
}

function turned(size: Size): Size {
  return { width: size.height, height: size.width };
}

function toMultiple(side: number): number {
  return Math.max(SIDE_MULTIPLE, Math.round(side / SIDE_MULTIPLE) * SIDE_MULTIPLE);
}

function reduced(ratio: Ratio): Ratio {
  let [divisor, rest] = [ratio.width, ratio.height];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
  return { width: ratio.width / divisor, height: ratio.height / divisor };
}

const THIRDS = [0, 1, 2] as const;

/** The nine parts of a picture from the top left; together they cover it exactly. */
export function partsOf({ width, height }: Size): readonly Rectangle[] {
  const cut = (side: number, third: number): number => Math.round((side * third) / 3);
  return THIRDS.flatMap((row) =>
    THIRDS.map((column) => ({
      left: cut(width, column),
      top: cut(height, row),
      width: cut(width, column + 1) - cut(width, column),
      height: cut(height, row + 1) - cut(height, row),
    })),
  );
}

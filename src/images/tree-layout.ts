import type { TreeBox } from '#ports/pictures.ts';

/** The size of a box and the gaps between boxes, in pixels. */
export const BOX = { side: 148, caption: 30, gapX: 22, gapY: 46, margin: 24 } as const;

/** A job's box and its top-left corner, in pixels. */
export type PlacedBox = { readonly box: TreeBox; readonly left: number; readonly top: number };

/** The layout of a tree: one row per generation, parents centred above their children. */
export function treeLayout(boxes: readonly TreeBox[]): {
  readonly width: number;
  readonly height: number;
  readonly placed: readonly PlacedBox[];
} {
  const columns: number[] = [];
  const depths = boxes.map((_, place) => depthOf(boxes, place));
  let leaves = 0;
  const settle = (place: number): number => {
    const children = boxes.flatMap(({ parent }, child) => (parent === place ? [child] : []));
    const below = children.map(settle);
    const [first, last] = [below[0], below.at(-1)];
    const column = first === undefined || last === undefined ? leaves++ : (first + last) / 2;
    columns[place] = column;
    return column;
  };
  boxes.forEach(({ parent }, place) => {
    if (parent === null) settle(place);
  });
  const placed = boxes.map((box, place) => ({
    box,
    left: BOX.margin + Math.round((columns[place] ?? 0) * (BOX.side + BOX.gapX)),
    top: BOX.margin + (depths[place] ?? 0) * (BOX.side + BOX.caption + BOX.gapY),
  }));
  const rows = Math.max(...depths) + 1;
  return {
    width: 2 * BOX.margin + leaves * (BOX.side + BOX.gapX) - BOX.gapX,
    height: 2 * BOX.margin + rows * (BOX.side + BOX.caption + BOX.gapY) - BOX.gapY,
    placed,
  };
}

function depthOf(boxes: readonly TreeBox[], place: number): number {
  const parent = boxes[place]?.parent ?? null;
  return parent === null ? 0 : depthOf(boxes, parent) + 1;
}

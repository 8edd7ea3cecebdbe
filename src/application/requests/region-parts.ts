import type { Rectangle, Size } from '#domain/geometry.ts';

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

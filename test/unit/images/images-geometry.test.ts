import { describe, expect, test } from 'vitest';
import {
  CELLS,
  cellRectangle,
  gridSize,
  panPlace,
  panRatio,
  type Ratio,
  squarePlace,
  tileSize,
  zoomPlace,
} from '#domain/geometry.ts';

const ratio = (text: string): Ratio => {
  const [width = 0, height = 0] = text.split(':').map(Number);
  return { width, height };
};

describe('tileSize', () => {
  test.each([
    ['1:1', 1024, 1024],
    ['3:2', 1344, 896],
    ['2:3', 896, 1344],
    ['4:3', 1232, 928],
    ['3:4', 928, 1232],
    ['5:4', 1200, 960],
    ['16:9', 1456, 816],
    ['9:16', 816, 1456],
    ['21:9', 1680, 720],
    ['32:18', 1456, 816],
  ])('%s is a tile of %i x %i', (text, width, height) => {
    expect(tileSize(ratio(text))).toEqual({ width, height });
  });

  test('any other ratio keeps its proportions, about a megapixel and sides of 16', () => {
    for (let width = 1; width <= 14; width++) {
      for (let height = 1; height <= 14; height++) {
        const tile = tileSize({ width, height });
        expect(tile.width % 16).toBe(0);
        expect(tile.height % 16).toBe(0);
        expect(tile.width * tile.height).toBeGreaterThan(1_000_000);
        expect(tile.width * tile.height).toBeLessThan(1_260_000);
        expect(tile.width / tile.height / (width / height)).toBeGreaterThan(0.95);
        expect(tile.width / tile.height / (width / height)).toBeLessThan(1.05);
      }
    }
  });

  test('longer than 14:1 is made as 14:1', () => {
    expect(tileSize(ratio('30:1'))).toEqual(tileSize(ratio('14:1')));
  });

  test('a ratio without a side is a bug of the caller', () => {
    expect(() => tileSize(ratio('0:1'))).toThrow(RangeError);
  });
});

describe('cells', () => {
  test.each([
    [1, { left: 0, top: 0, width: 1344, height: 896 }],
    [2, { left: 1344, top: 0, width: 1344, height: 896 }],
    [3, { left: 0, top: 896, width: 1344, height: 896 }],
    [4, { left: 1344, top: 896, width: 1344, height: 896 }],
  ] as const)('cell %i of a 3:2 grid is where reading order puts it', (cell, rectangle) => {
    expect(cellRectangle(gridSize(tileSize(ratio('3:2'))), cell)).toEqual(rectangle);
  });

  test('the four cover a grid with odd sides exactly', () => {
    const area = CELLS.map((cell) => cellRectangle({ width: 101, height: 57 }, cell)).reduce(
      (sum, { width, height }) => sum + width * height,
      0,
    );
    expect(area).toBe(101 * 57);
  });
});

describe('places of the parent', () => {
  test.each([
    ['1:1', 'right', '3:2'],
    ['1:1', 'left', '3:2'],
    ['1:1', 'up', '2:3'],
    ['3:2', 'right', '9:4'],
    ['3:2', 'down', '1:1'],
    ['16:9', 'up', '32:27'],
  ] as const)('%s panned %s is %s', (from, direction, to) => {
    expect(panRatio(ratio(from), direction)).toEqual(ratio(to));
  });

  test.each([
    ['right', { left: 0, top: 0, width: 896, height: 896 }],
    ['left', { left: 448, top: 0, width: 896, height: 896 }],
  ] as const)('a pan %s leaves the parent on the other side', (direction, rectangle) => {
    expect(panPlace({ width: 1344, height: 896 }, direction)).toEqual(rectangle);
  });

  test.each([
    ['up', { left: 0, top: 448, width: 896, height: 896 }],
    ['down', { left: 0, top: 0, width: 896, height: 896 }],
  ] as const)('a pan %s leaves the parent on the other side', (direction, rectangle) => {
    expect(panPlace({ width: 896, height: 1344 }, direction)).toEqual(rectangle);
  });

  test.each([
    [2, { left: 256, top: 256, width: 512, height: 512 }],
    [1.5, { left: 170, top: 170, width: 683, height: 683 }],
    [1, { left: 0, top: 0, width: 1024, height: 1024 }],
  ])('a zoom by %f leaves the parent in the middle', (factor, rectangle) => {
    expect(zoomPlace({ width: 1024, height: 1024 }, factor)).toEqual(rectangle);
  });

  test('a zoom beyond 2 is a bug of the caller', () => {
    expect(() => zoomPlace({ width: 1024, height: 1024 }, 2.1)).toThrow(RangeError);
  });

  test.each([
    ['3:2', { left: 0, top: 170, width: 1024, height: 683 }],
    ['2:3', { left: 170, top: 0, width: 683, height: 1024 }],
  ])('made square, a %s parent keeps its long side', (from, rectangle) => {
    expect(squarePlace({ width: 1024, height: 1024 }, ratio(from))).toEqual(rectangle);
  });
});

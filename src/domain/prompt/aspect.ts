import { LONGEST_RATIO, type Ratio, type Size } from '#domain/geometry.ts';
import { isVersionIn, type Version } from './version.ts';

/** The ratio of a prompt without `--ar`. */
export const SQUARE: Ratio = { width: 1, height: 1 };

/**
 * Parses `16:9`, the only form left once values are normalised (`values.ts` converts `16x9` and `16/9`), and reduces it
 * (1920:1080 is 16:9); null unless both are positive integers.
 */
export function parseAspectRatio(typed: string): Ratio | null {
  const match = /^(\d{1,6}):(\d{1,6})$/.exec(typed);
  const width = Number(match?.[1] ?? 0);
  const height = Number(match?.[2] ?? 0);
  if (width === 0 || height === 0) return null;
  const divisor = greatestCommonDivisor(width, height);
  return { width: width / divisor, height: height / divisor };
}

/** `16:9`. */
export const formatAspectRatio = ({ width, height }: Ratio): string => `${width}:${height}`;

/** The widest ratio of a version; the tallest is its inverse. */
export function widestAspectRatio(version: Version, highDefinition: boolean): Ratio {
  if (isVersionIn(version, [['v1', 'v3']])) return { width: 5, height: 2 };
  if (version === 'v4') return { width: 2, height: 1 };
  return highDefinition ? { width: 4, height: 1 } : { width: 14, height: 1 };
}

/** Whether the ratio is no wider and no taller than the widest. */
export const isWithin = (ratio: Ratio, widest: Ratio): boolean =>
  Math.max(ratio.width, ratio.height) * widest.height <=
  Math.min(ratio.width, ratio.height) * widest.width;

/** The tolerated deviation of a picture's ratio from small whole numbers. */
const UNSEEN = 0.01;

/** A picture's ratio in the smallest whole numbers within the tolerance: 1000x667 is 3:2. */
export function aspectRatioNear({ width, height }: Size): Ratio {
  const wanted = Math.min(LONGEST_RATIO, Math.max(width, height) / Math.min(width, height));
  let short = 1;
  while (Math.abs(Math.round(short * wanted) / short / wanted - 1) > UNSEEN) short++;
  const long = Math.round(short * wanted);
  return width > height ? { width: long, height: short } : { width: short, height: long };
}

function greatestCommonDivisor(larger: number, smaller: number): number {
  return smaller === 0 ? larger : greatestCommonDivisor(smaller, larger % smaller);
}

import type { Cell } from './geometry.ts';
import type { Json } from './json.ts';

/** A picture in the archive. `key` is the SHA-256 of its bytes in hex. */
export type Picture = {
  readonly key: string;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
};

/** One of the four pictures of a grid, or the only one of an image (cell 1). */
export type CellPicture = { readonly cell: Cell; readonly picture: Picture };

/**
 * What a finished job has to show. Pictures are in the archive before a result exists; `handle`
 * is what a later follow-up needs to name this job to its vendor, read by that vendor alone.
 */
export type JobResult = {
  readonly kind: 'grid' | 'image';
  /** One to four, by cell; a vendor may give fewer than four. */
  readonly cells: readonly CellPicture[];
  /** The 2x2 composite; null for an image. */
  readonly composite: Picture | null;
  readonly handle: Json;
  /** Where the vendor tells it. */
  readonly seed: number | null;
};

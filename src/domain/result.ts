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

/** A video in the archive: a video file or an animated picture. Nobody has decoded it. */
export type Video = Pick<Picture, 'key' | 'mediaType' | 'bytes'>;

/** One of up to four videos; the only one of a single video is number 1. */
export type CellVideo = { readonly cell: Cell; readonly video: Video };

/** A part of a prompt and how much it matters, 0 to 1. */
export type Token = { readonly text: string; readonly weight: number };

type Kept = {
  /** What a later follow-up needs to name this job to its vendor, read by that vendor alone. */
  readonly handle: Json;
  /** Where the vendor tells it. */
  readonly seed: number | null;
};

/** Pictures in the archive: a grid of up to four, or a single one. */
export type PicturesResult = Kept & {
  readonly kind: 'grid' | 'image';
  /** One to four, by cell; a vendor may give fewer than four. */
  readonly cells: readonly CellPicture[];
  /** The 2x2 composite; null for an image. */
  readonly composite: Picture | null;
};

/** Prompts to go on with: of a picture that was described, or of a prompt that was shortened. */
export type SuggestionsResult = Kept & {
  readonly kind: 'suggestions';
  readonly suggestions: readonly string[];
  /** The shortened prompt's parts, where the vendor weighs them. */
  readonly tokens: readonly Token[];
};

/** Videos in the archive, by cell. */
export type VideosResult = Kept & {
  readonly kind: 'videos';
  readonly videos: readonly CellVideo[];
};

/** What a finished job has to show. Its files are in the archive before a result exists. */
export type JobResult = PicturesResult | SuggestionsResult | VideosResult;

/** The numbers that a result's buttons may name. */
export function cellsOf(result: JobResult): readonly Cell[] {
  switch (result.kind) {
    case 'grid':
    case 'image':
      return result.cells.map(({ cell }) => cell);
    case 'videos':
      return result.videos.map(({ cell }) => cell);
    case 'suggestions':
      return [];
    default:
      return result satisfies never;
  }
}

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

/** A video in the archive: a video file or an animated picture. It was never decoded. */
export type Video = Pick<Picture, 'key' | 'mediaType' | 'bytes'>;

/** One of up to four videos; the only one of a single video is number 1. */
export type CellVideo = { readonly cell: Cell; readonly video: Video };

/** A part of a prompt and its weight, 0 to 1. */
export type Token = { readonly text: string; readonly weight: number };

type VendorReference = {
  /** The vendor's reference to this job for follow-ups, read only by that vendor. */
  readonly handle: Json;
  /** Null if the vendor does not report it. */
  readonly seed: number | null;
};

/** Pictures in the archive: a grid of up to four, or a single one. */
export type PicturesResult = VendorReference & {
  readonly kind: 'grid' | 'image';
  /** One to four, by cell; a vendor may return fewer than four. */
  readonly cells: readonly CellPicture[];
  /** The 2x2 composite; null for an image. */
  readonly composite: Picture | null;
};

/** Suggested prompts: of a described picture, or of a shortened prompt. */
export type SuggestionsResult = VendorReference & {
  readonly kind: 'suggestions';
  readonly suggestions: readonly string[];
  /** The shortened prompt's weighted parts, if the vendor returns them. */
  readonly tokens: readonly Token[];
};

/** Videos in the archive, by cell. */
export type VideosResult = VendorReference & {
  readonly kind: 'videos';
  readonly videos: readonly CellVideo[];
};

/** The result of a finished job. Its files are in the archive before the result exists. */
export type JobResult = PicturesResult | SuggestionsResult | VideosResult;

/** The picture that shows all of a result: the composite, or the only one; undefined for texts and videos. */
export const wholePicture = (result: JobResult | null): Picture | undefined =>
  result?.kind === 'grid' || result?.kind === 'image'
    ? (result.composite ?? result.cells[0]?.picture)
    : undefined;

/** The cells of a result. */
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

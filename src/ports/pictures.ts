/** Picture processing for the application, off the event loop. */
import type { Rectangle, Size } from '#domain/geometry.ts';
import type { Attachment } from './messenger.ts';

/** The detected type of some bytes. */
export type ProbeOutcome =
  | {
      readonly kind: 'picture';
      readonly mediaType: string;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'not-a-picture'; readonly detail: string };

/** An uploaded picture in a format that every vendor reads. */
export type NormaliseOutcome =
  | ({
      readonly kind: 'picture';
      readonly width: number;
      readonly height: number;
      /** The original media type. */
      readonly givenType: string;
    } & Attachment)
  /** A phone format without a decoder on this machine. */
  | { readonly kind: 'heic' }
  | { readonly kind: 'not-a-picture'; readonly detail: string };

/** A valid mask, or its problem. */
export type MaskOutcome =
  | { readonly kind: 'mask'; readonly png: Uint8Array }
  | { readonly kind: MaskProblem };

/** Nothing selected; everything selected; a different size than the picture; not a picture. */
export type MaskProblem = 'empty' | 'whole' | 'wrong-size' | 'not-a-mask';

/** A composite and its size. */
export type ComposedGrid = Attachment & Size;

/** One job in the picture of a tree. */
export type TreeBox = {
  /** The parent's index in the list; null for the first. Parents precede their children. */
  readonly parent: number | null;
  readonly number: number;
  /** Its action, such as `V3` or `Zoom Out 2x`. */
  readonly label: string;
  readonly holds: 'picture' | 'videos' | 'suggestions' | 'nothing';
  readonly thumbnail: Uint8Array | null;
  /** The job that the tree was requested for. */
  readonly isAsked: boolean;
};

/** Reads, composes and converts pictures. Bytes are untrusted and limited before they are decoded. */
export type Pictures = {
  /** Warms up, because pictures are about to arrive. */
  prepare(): void;
  probe(bytes: Uint8Array): Promise<ProbeOutcome>;
  /**
   * Converts an uploaded picture to the format that every vendor reads: PNG, JPEG or WebP, 8 bit sRGB, upright, without
   * metadata, in at most `bytesMax` bytes. Unchanged if it already is.
   */
  normalise(bytes: Uint8Array, bytesMax: number): Promise<NormaliseOutcome>;
  /** The 2x2 composite of one to four pictures by cell, without gaps; null if one cannot be decoded. */
  composeGrid(cells: readonly Uint8Array[]): Promise<ComposedGrid | null>;
  /** The four pictures of a composite, row-major; null if it cannot be decoded. */
  cutCells(composite: Uint8Array): Promise<readonly Uint8Array[] | null>;
  /** The picture in at most `bytesMax` bytes; unchanged if it already fits. */
  fitToLimit(attachment: Attachment, bytesMax: number): Promise<Attachment>;
  /**
   * Validates a mask for a picture of exactly that size and returns it in the stored format: a PNG, white = repaint.
   */
  readMask(bytes: Uint8Array, size: Size): Promise<MaskOutcome>;
  /** A mask that is white in these parts. */
  drawMask(size: Size, parts: readonly Rectangle[]): Promise<Uint8Array>;
  /** The media type of a video by its first bytes only; null if it is not a video. */
  videoType(bytes: Uint8Array): string | null;
  /** A small version for progress messages; null if it cannot be decoded. */
  preview(bytes: Uint8Array): Promise<Attachment | null>;
  /** Draws a tree of jobs. */
  drawTree(boxes: readonly TreeBox[]): Promise<Attachment>;
};

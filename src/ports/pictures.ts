/** What the application needs done to pictures; all of it off the event loop. */
import type { Rectangle, Size } from '#domain/geometry.ts';
import type { Attachment } from './messenger.ts';

/** What bytes turn out to be, by content. */
export type ProbeOutcome =
  | {
      readonly kind: 'picture';
      readonly mediaType: string;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'not-a-picture'; readonly detail: string };

/** A picture that a person gave, as every vendor reads it. */
export type NormaliseOutcome =
  | ({
      readonly kind: 'picture';
      readonly width: number;
      readonly height: number;
      /** What it was when it came in. */
      readonly givenType: string;
    } & Attachment)
  /** A phone's format that this machine has no decoder for. */
  | { readonly kind: 'heic' }
  | { readonly kind: 'not-a-picture'; readonly detail: string };

/** A mask worth painting by, or what is wrong with it. */
export type MaskOutcome =
  | { readonly kind: 'mask'; readonly png: Uint8Array }
  | { readonly kind: MaskProblem };

/** Nothing to repaint; everything; another size than the picture's; no picture at all. */
export type MaskProblem = 'empty' | 'whole' | 'wrong-size' | 'not-a-mask';

/** One job in the picture of its family. */
export type TreeBox = {
  /** Its place in the list; null for the first. Parents stand before their children. */
  readonly parent: number | null;
  readonly number: number;
  /** What it did: `V3`, `Zoom Out 2x`. */
  readonly label: string;
  readonly holds: 'picture' | 'videos' | 'suggestions' | 'nothing';
  readonly thumbnail: Uint8Array | null;
  /** The one whose family it is. */
  readonly isAsked: boolean;
};

/** Reading, composing and changing pictures. Bytes come from outside and are bounded before they are decoded. */
export type Pictures = {
  /** Pictures are about to come: what is slow to start may start now. */
  prepare(): void;
  probe(bytes: Uint8Array): Promise<ProbeOutcome>;
  /**
   * What a person gave in the form that every vendor reads: PNG, JPEG or WebP, 8 bit sRGB, upright, without
   * metadata, in at most `bytesMax` bytes. Untouched where it has that form.
   */
  normalise(bytes: Uint8Array, bytesMax: number): Promise<NormaliseOutcome>;
  /** The 2x2 composite of one to four pictures by cell, without gaps; null where one cannot be decoded. */
  composeGrid(cells: readonly Uint8Array[]): Promise<Attachment | null>;
  /** The four pictures of a composite, row-major; null for what cannot be decoded. */
  cutCells(composite: Uint8Array): Promise<readonly Uint8Array[] | null>;
  /** The same picture in at most `bytesMax` bytes; untouched where it fits already. */
  fitToLimit(attachment: Attachment, bytesMax: number): Promise<Attachment>;
  /** A mask for a picture of exactly that size, as the bot keeps masks: a PNG, white = repaint. */
  readMask(bytes: Uint8Array, size: Size): Promise<MaskOutcome>;
  /** The mask that is white in these parts. */
  drawMask(size: Size, parts: readonly Rectangle[]): Promise<Uint8Array>;
  /** What a video's bytes are by their beginning, which is all that is looked at; null for no video. */
  videoType(bytes: Uint8Array): string | null;
  /** A small version for progress messages; null for what cannot be decoded. */
  preview(bytes: Uint8Array): Promise<Attachment | null>;
  /** A family of jobs as one picture. */
  drawTree(boxes: readonly TreeBox[]): Promise<Attachment>;
};

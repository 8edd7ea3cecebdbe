/** What the application needs done to pictures; all of it off the event loop. */
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

export type Pictures = {
  probe(bytes: Uint8Array): Promise<ProbeOutcome>;
  /** The 2x2 composite of one to four pictures by cell, without gaps. */
  composeGrid(cells: readonly Uint8Array[]): Promise<Attachment>;
  /** The four pictures of a composite, row-major. */
  cutCells(composite: Uint8Array): Promise<readonly Uint8Array[]>;
  /** The same picture in at most `bytesMax` bytes; untouched where it fits already. */
  fitToLimit(attachment: Attachment, bytesMax: number): Promise<Attachment>;
  /** What a film's bytes are by their beginning, which is all that is looked at; null for no film. */
  videoType(bytes: Uint8Array): string | null;
  /** A small version for progress messages. */
  preview(bytes: Uint8Array): Promise<Attachment>;
};

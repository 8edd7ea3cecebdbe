/** Orders to the part `pictures` of the picture process, one per operation of the port. */
import type { Rectangle, Size } from '#domain/geometry.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { NormaliseOutcome, TreeBox } from '#ports/pictures.ts';

/** An order of picture work. */
export type PictureOrder =
  | { readonly kind: 'probe'; readonly bytes: Uint8Array }
  | { readonly kind: 'normalise'; readonly bytes: Uint8Array; readonly bytesMax: number }
  | { readonly kind: 'compose-grid'; readonly cells: readonly Uint8Array[] }
  | { readonly kind: 'cut-cells'; readonly composite: Uint8Array }
  | { readonly kind: 'fit-to-limit'; readonly attachment: Attachment; readonly bytesMax: number }
  | { readonly kind: 'read-mask'; readonly bytes: Uint8Array; readonly size: Size }
  | { readonly kind: 'draw-mask'; readonly size: Size; readonly parts: readonly Rectangle[] }
  | { readonly kind: 'preview'; readonly bytes: Uint8Array }
  | { readonly kind: 'draw-tree'; readonly boxes: readonly TreeBox[] };

/** A normalised picture; its bytes are null if they are unchanged and need not be sent back. */
export type Normalised =
  | Exclude<NormaliseOutcome, { readonly kind: 'picture' }>
  | (Omit<Extract<NormaliseOutcome, { readonly kind: 'picture' }>, 'bytes'> & {
      readonly bytes: Uint8Array | null;
    });

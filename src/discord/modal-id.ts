/**
 * Custom ids of the dialogs that buttons open: the button's own with `.m` behind it. One spelling each;
 * reading one never throws.
 */
import type { Button } from '#domain/button.ts';
import type { JobId } from '#domain/ids.ts';
import { decodeCustomId, encodeCustomId } from './custom-id.ts';

const TAIL = '.m';

/** The press that a dialog belongs to. */
export type ModalId = { readonly jobId: JobId; readonly button: Button };

export const encodeModalId = (id: ModalId): string =>
  `${encodeCustomId({ kind: 'button', ...id })}${TAIL}`;

/** The press of a dialog's id, or null for any other text. */
export function decodeModalId(text: string): ModalId | null {
  if (!text.endsWith(TAIL)) return null;
  const id = decodeCustomId(text.slice(0, -TAIL.length));
  return id?.kind === 'button' ? { jobId: id.jobId, button: id.button } : null;
}

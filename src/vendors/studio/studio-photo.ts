/**
 * Pictures from other vendors that the studio continues from. It stores their archive keys (they are already there,
 * because the archive is content-addressed), never their bytes.
 */

import { type ActionName, actionRow } from '#domain/action.ts';
import type { Size } from '#domain/geometry.ts';
import type { Archive } from '#ports/archive.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import type { StudioPicture } from './studio-picture.ts';

/** A picture from another vendor to continue from: its archive key and size. */
export type GivenPhoto = Size & { readonly key: string };

/** All actions except those that start from a prompt, and videos that need a parent video. */
export function startsFromPicture(action: ActionName): boolean {
  const { offeredOn } = actionRow(action);
  return action !== 'reroll' && offeredOn.some((surface) => surface !== 'video');
}

/** Stores the picture that a follow-up has in place of a parent; returns its key, or null if there is none. */
export async function keepPhoto(
  archive: Pick<Archive, 'put'>,
  { action, parent, images = [] }: VendorRequest,
): Promise<string | null> {
  const [image] = images;
  if (parent !== null || image === undefined || !startsFromPicture(action)) return null;
  const { key } = await archive.put(image.bytes, image.mediaType);
  return key;
}

/** The archive keys that these pictures continue from. */
export function photoKeysOf(pictures: readonly StudioPicture[]): ReadonlySet<string> {
  const keys = new Set<string>();
  const rest = [...pictures];
  for (const { photo, kept } of rest) {
    if (photo !== undefined) keys.add(photo.key);
    if (kept !== undefined) rest.push(kept);
  }
  return keys;
}

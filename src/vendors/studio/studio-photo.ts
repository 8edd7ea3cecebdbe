/**
 * Pictures of other vendors that the studio goes on from. It remembers their keys in the archive, where they
 * are already because the archive keeps by content, and never their bytes.
 */

import { type ActionName, actionRow } from '#domain/action.ts';
import type { Size } from '#domain/geometry.ts';
import type { Archive } from '#ports/archive.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import type { StudioPicture } from './studio-picture.ts';

/** A picture of another vendor to go on from: its key in the archive, and its measure. */
export type GivenPhoto = Size & { readonly key: string };

/** Everything but what starts from words, and videos that want another video before them. */
export function goesOnFromPicture(action: ActionName): boolean {
  const { offeredOn } = actionRow(action);
  return action !== 'reroll' && offeredOn.some((surface) => surface !== 'video');
}

/** Keeps the picture that a follow-up was given in place of a parent; its key, or null where there is none. */
export async function keepPhoto(
  archive: Pick<Archive, 'put'>,
  { action, parent, images = [] }: VendorRequest,
): Promise<string | null> {
  const [image] = images;
  if (parent !== null || image === undefined || !goesOnFromPicture(action)) return null;
  const { key } = await archive.put(image.bytes, image.mediaType);
  return key;
}

/** The keys of all that these pictures go on from. */
export function photoKeysOf(pictures: readonly StudioPicture[]): ReadonlySet<string> {
  const keys = new Set<string>();
  const rest = [...pictures];
  for (const { photo, kept } of rest) {
    if (photo !== undefined) keys.add(photo.key);
    if (kept !== undefined) rest.push(kept);
  }
  return keys;
}

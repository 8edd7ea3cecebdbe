import type { AppContext } from '#application/app-context.ts';

/** A picture or a film as a link names it; null where the link is none of ours or the archive lost it. */
export async function readLinkedPicture(
  { links, archive, pictures }: Pick<AppContext, 'links' | 'archive' | 'pictures'>,
  { token, key }: { readonly token: string; readonly key: string },
): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string } | null> {
  if (!links.isTokenOf(token, key)) return null;
  const bytes = await archive.get(key);
  if (bytes === null) return null;
  // What is told is what the bytes are, not what a link says they are.
  const film = pictures.videoType(bytes);
  if (film !== null && !film.startsWith('image/')) return { bytes, mediaType: film };
  const probed = await pictures.probe(bytes);
  return probed.kind === 'picture' ? { bytes, mediaType: probed.mediaType } : null;
}

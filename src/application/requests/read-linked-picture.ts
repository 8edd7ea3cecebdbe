import type { AppContext } from '#application/app-context.ts';
import type { ArchivedFile } from '#ports/archive.ts';

/** A picture or a video as a link names it; null where the link is none of ours or the archive lost it. */
export async function findLinkedPicture(
  { links, archive }: Pick<AppContext, 'links' | 'archive'>,
  { token, key }: { readonly token: string; readonly key: string },
): Promise<ArchivedFile | null> {
  return links.isTokenOf(token, key) ? archive.find(key) : null;
}

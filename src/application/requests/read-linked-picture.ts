import type { AppContext } from '#application/app-context.ts';
import type { LinkedOutcome } from '#application/views/linked-outcome.ts';
import type { ArchivedFile } from '#ports/archive.ts';

/**
 * A picture or a video as a link names it. It is withdrawn once the link's time is over, and before that once every
 * job that has the file was cancelled or taken away. Links to what was made in stealth are given to vendors and to the
 * job's own person, and end by themselves.
 */
export async function findLinkedPicture(
  { links, archive, store }: Pick<AppContext, 'links' | 'archive' | 'store'>,
  { token, key }: { readonly token: string; readonly key: string },
): Promise<LinkedOutcome<ArchivedFile>> {
  const standing = links.checkPicture(token, key);
  if (standing === 'unknown') return { kind: 'unknown' };
  if (standing === 'expired') return { kind: 'withdrawn' };
  const use = await store.fileUse(key);
  if (use !== 'used') return { kind: use === 'withdrawn' ? 'withdrawn' : 'unknown' };
  const found = await archive.find(key);
  return found === null ? { kind: 'unknown' } : { kind: 'found', found };
}

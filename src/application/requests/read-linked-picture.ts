import type { AppContext } from '#application/app-context.ts';
import type { LinkedOutcome } from '#application/views/linked-outcome.ts';
import type { ArchivedFile } from '#ports/archive.ts';

type PictureLink = { readonly token: string; readonly key: string };

/**
 * A picture or a video as a link names it. It is withdrawn once the link's time is over, and before that once every
 * job that has the file was cancelled or taken away. Links to what was made in stealth are given to vendors and to the
 * job's own person, and end by themselves.
 */
export async function findLinkedPicture(
  context: Pick<AppContext, 'links' | 'archive' | 'store'>,
  link: PictureLink,
): Promise<LinkedOutcome<ArchivedFile>> {
  const standing = await standingOf(context, link);
  if (standing !== 'valid') return { kind: standing };
  const found = await context.archive.find(link.key);
  return found === null ? { kind: 'unknown' } : { kind: 'found', found };
}

/** The picture that such a link leads to; null where the link does not hold or the archive does not have it. */
export async function readLinkedPicture(
  context: Pick<AppContext, 'links' | 'archive' | 'store'>,
  link: PictureLink,
): Promise<Uint8Array | null> {
  return (await standingOf(context, link)) === 'valid' ? context.archive.get(link.key) : null;
}

async function standingOf(
  { links, store }: Pick<AppContext, 'links' | 'store'>,
  { token, key }: PictureLink,
): Promise<'valid' | 'withdrawn' | 'unknown'> {
  const standing = links.checkPicture(token, key);
  if (standing === 'expired') return 'withdrawn';
  if (standing === 'unknown') return 'unknown';
  const use = await store.fileUse(key);
  return use === 'used' ? 'valid' : use === 'withdrawn' ? 'withdrawn' : 'unknown';
}

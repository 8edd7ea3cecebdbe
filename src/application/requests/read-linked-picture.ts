import type { AppContext } from '#application/app-context.ts';
import type { LinkedOutcome } from '#application/views/linked-outcome.ts';
import type { ArchivedFile } from '#ports/archive.ts';

type PictureLink = { readonly token: string; readonly key: string };

/**
 * Finds the picture or video that a link names. The link is withdrawn once it expires, or once every job with the file
 * was cancelled or removed. Links to stealth results go only to vendors and to the job's owner, and expire.
 */
export async function findLinkedPicture(
  context: Pick<AppContext, 'links' | 'archive' | 'store'>,
  link: PictureLink,
): Promise<LinkedOutcome<ArchivedFile>> {
  const state = await linkStateOf(context, link);
  if (state !== 'valid') return { kind: state };
  const found = await context.archive.find(link.key);
  return found === null ? { kind: 'unknown' } : { kind: 'found', found };
}

/** The bytes of a linked picture; null where the link is not valid or the archive does not have the picture. */
export async function readLinkedPicture(
  context: Pick<AppContext, 'links' | 'archive' | 'store'>,
  link: PictureLink,
): Promise<Uint8Array | null> {
  return (await linkStateOf(context, link)) === 'valid' ? context.archive.get(link.key) : null;
}

async function linkStateOf(
  { links, store }: Pick<AppContext, 'links' | 'store'>,
  { token, key }: PictureLink,
): Promise<'valid' | 'withdrawn' | 'unknown'> {
  const state = links.checkPicture(token, key);
  if (state === 'expired') return 'withdrawn';
  if (state === 'unknown') return 'unknown';
  const use = await store.fileUse(key);
  return use === 'used' ? 'valid' : use === 'withdrawn' ? 'withdrawn' : 'unknown';
}

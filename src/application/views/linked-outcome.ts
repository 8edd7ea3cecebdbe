import type { Job } from '#domain/job.ts';
import type { RemarkStore } from '#ports/remark-store.ts';

/** A page or a file by its link; `unknown` for links that are none of ours and for what has no files. */
export type LinkedOutcome<Found> =
  | { readonly kind: 'found'; readonly found: Found }
  /** Taken away, made in stealth, or an old link: whoever had it may know that it led somewhere. */
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'unknown' };

/**
 * Whether the job was cancelled, its person or an operator took it away, or its files were removed: then no link shows
 * anything of it. Of a single file, which several jobs may have, `fileUse` of the store says the same.
 */
export async function isTakenAway(
  store: Pick<RemarkStore, 'remarksOn'>,
  { id, state, filesRemoved }: Pick<Job, 'id' | 'state' | 'filesRemoved'>,
): Promise<boolean> {
  if (state === 'cancelled' || filesRemoved === true) return true;
  return (await store.remarksOn(id)).some(({ kind }) => kind === 'removed');
}

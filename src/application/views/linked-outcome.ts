import type { JobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { AuditStore } from '#ports/audit-store.ts';
import type { RemarkStore } from '#ports/remark-store.ts';

/** A page or a file by its link; `unknown` for invalid links and jobs without files. */
export type LinkedOutcome<Found> =
  | { readonly kind: 'found'; readonly found: Found }
  /** Removed, stealth, or an expired link: its holder may know that it once worked. */
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'unknown' };

/**
 * Whether the job was cancelled, removed by its owner or an operator, or its files deleted: then no link shows it. For
 * a single file, which several jobs may use, see the store's `fileUse`.
 */
export async function isJobWithdrawn(
  store: Pick<RemarkStore, 'remarksOn'>,
  { id, state, filesRemoved }: Pick<Job, 'id' | 'state' | 'filesRemoved'>,
): Promise<boolean> {
  return state === 'cancelled' || filesRemoved === true || isRemoved(store, id);
}

/** Whether its owner or an operator removed the job. */
export const isRemoved = async (
  store: Pick<RemarkStore, 'remarksOn'>,
  id: JobId,
): Promise<boolean> => (await store.remarksOn(id)).some(({ kind }) => kind === 'removed');

/** The key of the one act by which an operator took a job down. */
export const takenDownKey = (id: JobId): string => `taken-down:${id}`;

/** Whether an operator took the job down: then its owner cannot show it again, as after removing it themselves. */
export const isTakenDown = async (
  store: Pick<AuditStore, 'findDecision'>,
  id: JobId,
): Promise<boolean> => (await store.findDecision(takenDownKey(id))) !== null;

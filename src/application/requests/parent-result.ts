import type { AppContext } from '#application/app-context.ts';
import { actionRow } from '#domain/action.ts';
import type { Cell } from '#domain/geometry.ts';
import type { Job } from '#domain/job.ts';
import type { JobResult, Picture } from '#domain/result.ts';
import type { JobStore } from '#ports/job-store.ts';
import { isRepeat } from './repeats.ts';

/** A finished job that another one is made from. */
export type FinishedParent = Pick<
  Job,
  'parentId' | 'request' | 'vendor' | 'updatedAtMs' | 'filesRemoved' | 'forgotten'
> & {
  readonly result: JobResult;
};

/**
 * The finished job that this one is made from. A first generation has none, also where a suggestion or a 🔄 led to it.
 */
export async function parentResult(
  context: { readonly store: JobStore },
  job: Pick<Job, 'parentId' | 'request'>,
): Promise<FinishedParent | null> {
  if (job.parentId === null || isFirst(job)) return null;
  const parent = await context.store.findJob(job.parentId);
  if (parent === null) return null;
  if (isRepeat(job, parent)) return parentResult(context, { ...parent, request: job.request });
  const { result } = parent;
  return result === null || result.kind === 'suggestions' ? null : { ...parent, result };
}

/** The parent of a first generation is only where its prompt came from. */
const isFirst = ({ request }: Pick<Job, 'request'>): boolean => request.action === 'imagine';

/** The vendor that replaced the one of the job's parent; null for all other jobs. */
export async function takeoverVendorOf(
  context: Pick<AppContext, 'vendors'> & { readonly store: JobStore },
  job: Job,
): Promise<string | null> {
  if (job.parentId === null || isFirst(job)) return null;
  if (actionRow(job.request.action).fromArchive) return null;
  const parent = await context.store.findJob(job.parentId);
  const isWords = parent?.result?.kind === 'suggestions' && !isRepeat(job, parent);
  if (parent === null || isWords || parent.vendor === job.vendor) return null;
  return context.vendors.find(({ name }) => name === job.vendor)?.label ?? job.vendor;
}

/** The picture that a follow-up starts from: that cell of a grid, or the only one. */
export function pictureOf(result: JobResult, cell: Cell | null): Picture | null {
  if (result.kind !== 'grid' && result.kind !== 'image') return null;
  const wanted = result.kind === 'image' ? 1 : cell;
  return result.cells.find((each) => each.cell === wanted)?.picture ?? null;
}

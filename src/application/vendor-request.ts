import { actionRow } from '#domain/action.ts';
import type { Job } from '#domain/job.ts';
import type { VendorParent, VendorRequest } from '#ports/vendor.ts';
import type { Inside } from './inside.ts';
import { isRepeat } from './repeats.ts';

/** What the vendor is asked, from the job, what it stands on, and what the archive holds for it. */
export async function vendorRequest(
  inside: Pick<Inside, 'store'>,
  job: Job,
): Promise<VendorRequest> {
  const { action, cell, prompt, speed } = job.request;
  return { action, cell, prompt, speed, mask: null, parent: await vendorParent(inside, job) };
}

async function vendorParent(inside: Pick<Inside, 'store'>, job: Job): Promise<VendorParent | null> {
  const parent = job.parentId === null ? null : await inside.store.findJob(job.parentId);
  if (parent === null) return null;
  if (isRepeat(job, parent)) return vendorParent(inside, { ...parent, request: job.request });
  // Words lead to a first generation: the vendor need not know where they came from.
  if (parent.result === null || parent.result.kind === 'texts') return null;
  const { action, cell, prompt } = parent.request;
  const { handle } = parent.result;
  return { action, cell: actionRow(action).fromArchive ? cell : null, prompt, handle };
}

import { actionRow } from '#domain/action.ts';
import type { Job } from '#domain/job.ts';
import type { VendorRequest } from '#ports/vendor.ts';
import type { Inside } from './inside.ts';

/** What the vendor is asked, from the job and its parent. */
export async function vendorRequest(inside: Inside, job: Job): Promise<VendorRequest> {
  const parent = job.parentId === null ? null : await inside.store.findJob(job.parentId);
  return {
    ...job.request,
    mask: null,
    parent: parent?.result
      ? {
          action: parent.request.action,
          cell: actionRow(parent.request.action).fromArchive ? parent.request.cell : null,
          prompt: parent.request.prompt,
          handle: parent.result.handle,
        }
      : null,
  };
}

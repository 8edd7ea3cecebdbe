/**
 * A vendor that returns a task from an earlier request has made and charged nothing. The person gets a link to the
 * first result instead of paying for the same pictures again.
 */
import type { AppContext } from '#application/app-context.ts';
import { jobLink } from '#application/views/job-link.ts';
import type { Failure } from '#domain/failure.ts';
import type { Job } from '#domain/job.ts';
import type { Json } from '#domain/json.ts';
import type { Vendor } from '#ports/vendor.ts';

/** The most jobs of one parent that are checked. */
const SIBLINGS_MAX = 100;

/** The failure that names the first result; null where it is not ours, or not visible to others. */
export async function madeBefore(
  { store }: Pick<AppContext, 'store'>,
  job: Job,
  vendor: Vendor,
  ticket: Json,
): Promise<Failure | null> {
  const { webhook } = vendor;
  const task = webhook?.taskOf(ticket) ?? null;
  if (webhook === undefined || task === null || job.parentId === null) return null;
  for (const sibling of await store.childJobs(job.parentId, SIBLINGS_MAX)) {
    if (sibling.id === job.id || sibling.vendor !== job.vendor) continue;
    if (sibling.state === 'failed' || sibling.state === 'cancelled') continue;
    const link = jobLink(sibling);
    if (link === null) continue;
    const steps = await store.stepsOf(sibling.id);
    if (!steps.some((step) => step.ticket !== null && webhook.taskOf(step.ticket) === task))
      continue;
    const detail = `the vendor has made it before, for job ${sibling.id}`;
    return { kind: 'action-unavailable', detail, cause: { kind: 'made-before', link } };
  }
  return null;
}

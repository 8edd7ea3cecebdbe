import type { UserId } from './ids.ts';
import type { Job } from './job.ts';

/** Whether somebody may not even know of the job: what was made in stealth is its person's alone. */
export function isHiddenFrom({ request, origin }: Pick<Job, 'request' | 'origin'>, userId: UserId) {
  return request.visibility === 'stealth' && origin.userId !== userId;
}

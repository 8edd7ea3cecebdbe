import { actionRow } from '#domain/action.ts';
import type { Pressed } from '#domain/button.ts';
import type { Job } from '#domain/job.ts';

/** Whether the result's 🔄 repeats the same request; a grid's 🔄 is an action of its own. */
export function isRepeatable({ request }: Pick<Job, 'request'>): boolean {
  const { makes } = actionRow(request.action);
  return makes === 'videos' || makes === 'suggestions';
}

/**
 * Whether the job is a 🔄 of its parent: videos are never made from videos, nor suggestions from suggestions. Such a job
 * has the repeated job as its parent, so that the pressed button is known, and starts from that job's own parent.
 */
export function isRepeat(job: Pick<Job, 'request'>, parent: Pick<Job, 'request'>): boolean {
  return isRepeatable(parent) && job.request.action === parent.request.action;
}

/** The pressed buttons of a job: a child that repeats the job came from its 🔄. */
export function pressedButtons(
  job: Pick<Job, 'request'>,
  children: readonly Pressed[],
): readonly Pressed[] {
  return children.map((child) => {
    if (isRepeatable(job) && child.action === job.request.action) {
      return { action: 'reroll', cell: null };
    }
    // A grid's 🔄 with another prompt made a first generation.
    if (child.action === 'imagine' && actionRow(job.request.action).makes === 'grid') {
      return { ...child, action: 'reroll', cell: null };
    }
    // V1-V4 make this action for people who set subtle variations.
    return child.action === 'vary-subtle' && child.cell !== null
      ? { ...child, action: 'vary' }
      : child;
  });
}

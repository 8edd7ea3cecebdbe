import { actionRow } from '#domain/action.ts';
import type { Pressed } from '#domain/button.ts';
import type { Job } from '#domain/job.ts';

/** Results whose 🔄 asks the same again, unchanged; a grid's 🔄 is an action of its own. */
export function isRepeatable({ request }: Pick<Job, 'request'>): boolean {
  const { makes } = actionRow(request.action);
  return makes === 'videos' || makes === 'suggestions';
}

/**
 * Whether the job is a 🔄 of its parent: no video and no words are ever made of their own kind. Such a job
 * names the one it repeats as its parent, so that the pressed button is known, and stands on that one's own.
 */
export function isRepeat(job: Pick<Job, 'request'>, parent: Pick<Job, 'request'>): boolean {
  return isRepeatable(parent) && job.request.action === parent.request.action;
}

/** What was pressed, as buttons: a child that repeats the job came of its 🔄. */
export function pressedButtons(
  job: Pick<Job, 'request'>,
  children: readonly Pressed[],
): readonly Pressed[] {
  return children.map((child) => {
    if (isRepeatable(job) && child.action === job.request.action) {
      return { action: 'reroll', cell: null };
    }
    // With another prompt, a grid's 🔄 is a first generation of its own.
    if (child.action === 'imagine' && actionRow(job.request.action).makes === 'grid') {
      return { ...child, action: 'reroll', cell: null };
    }
    // V1-V4 too, when the person has set subtle variations.
    return child.action === 'vary-subtle' && child.cell !== null
      ? { ...child, action: 'vary' }
      : child;
  });
}

import type { UserId } from './ids.ts';
import type { Job } from './job.ts';
import type { Visibility } from './member-settings.ts';

/** The sources of a job's visibility. */
export type VisibilitySources = {
  /** `--stealth` or `--public` in the prompt itself; null: neither. */
  readonly typed: Visibility | null;
  /** The member's own setting. */
  readonly setting: Visibility;
  /** The visibility of the parent job, or of the job the prompt comes from; absent: there is none. */
  readonly parent?: Visibility | undefined;
};

/**
 * Who sees a job. A stealth parent always makes a stealth job, because the result shows the parent's prompt or picture.
 * Otherwise `--stealth` and `--public` override the setting for this one job, as in Midjourney. Each use case that
 * creates a job decides once, before its first response, and stores it in `request.visibility`; replies
 * (`discord/replies/`) and the final post use the stored value.
 */
export function jobVisibility({
  typed,
  setting,
  parent = 'public',
}: VisibilitySources): Visibility {
  return parent === 'stealth' ? 'stealth' : (typed ?? setting);
}

/** The visibility field of a job's request; absent for public. */
export const asStealth = (visibility: Visibility): { readonly visibility?: 'stealth' } =>
  visibility === 'stealth' ? { visibility } : {};

/**
 * Called with a job's visibility once it is decided: before anything slow, so that the first response already has it.
 * Not called for requests refused earlier.
 */
export type OnVisibility = (visibility: Visibility) => void;

/** Whether the job is hidden from this person: stealth jobs are visible only to their owner. */
export function isHiddenFrom({ request, origin }: Pick<Job, 'request' | 'origin'>, userId: UserId) {
  return request.visibility === 'stealth' && origin.userId !== userId;
}

import type { UserId } from './ids.ts';
import type { Job } from './job.ts';
import type { Visibility } from './member-settings.ts';

/** What can say who sees a job. */
export type VisibilitySources = {
  /** `--stealth` or `--public` in the prompt itself; null: neither. */
  readonly typed: Visibility | null;
  /** The member's own setting. */
  readonly setting: Visibility;
  /** Of the job that this one follows or takes its words from; absent: there is none. */
  readonly parent?: Visibility | undefined;
};

/**
 * Who sees a job. A stealth parent makes a stealth job whatever is typed or set, because its result shows the parent's
 * words or picture. Otherwise `--stealth` and `--public` decide over the setting for this one job, as in Midjourney.
 * Each use case that makes a job asks once, before its first answer, and keeps it in `request.visibility`; replies
 * (`discord/replies/`) and the final post obey what is kept.
 */
export function jobVisibility({
  typed,
  setting,
  parent = 'public',
}: VisibilitySources): Visibility {
  return parent === 'stealth' ? 'stealth' : (typed ?? setting);
}

/** The field of a job's request that says so: absent for everyone. */
export const asStealth = (visibility: Visibility): { readonly visibility?: 'stealth' } =>
  visibility === 'stealth' ? { visibility } : {};

/**
 * Told who will see a job, once that is decided: before anything slow, so that the first answer is already for the
 * right people. Not told of what is refused before.
 */
export type OnVisibility = (visibility: Visibility) => void;

/** Whether somebody may not even know of the job: what was made in stealth is its person's alone. */
export function isHiddenFrom({ request, origin }: Pick<Job, 'request' | 'origin'>, userId: UserId) {
  return request.visibility === 'stealth' && origin.userId !== userId;
}

/**
 * `/edit` and `/retexture`: a person's own picture and words become a grid. Everything that can be refused
 * is refused before anything is spent, and what needs no picture before it is fetched. It never adds a
 * member's usual parameters: those are for pictures that begin with words.
 */

import type { AppContext } from '#application/app-context.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { chooseAtSpeed } from '#application/vendors/choose-at-speed.ts';
import type { RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { asStealth, jobVisibility, type OnVisibility } from '#domain/job-visibility.ts';
import { expandPermutations, groupProblem } from '#domain/prompt/permutations.ts';
import type { PromptProblem } from '#domain/prompt/problem.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { hasParameter } from '#domain/prompt/read.ts';
import { acceptJob, refusalBefore } from './accept-job.ts';
import { inShapeOf } from './job-prompt.ts';
import { type GivenFile, takeImages } from './take-images.ts';
import { promptRejected, writtenPrompt } from './written-prompt.ts';

const EDIT_BATCH: PromptProblem = { kind: 'edit-batch' };

/** What is asked for: the picture, and what shall become of it. */
export type EditRequest = {
  readonly origin: JobOrigin;
  readonly action: 'edit' | 'retexture';
  readonly files: readonly GivenFile[];
  readonly prompt: string;
  readonly roleIds?: readonly RoleId[];
  readonly onVisibility?: OnVisibility;
};

/** Takes the picture and starts the job. */
export async function requestEdit(
  context: AppContext,
  { origin, action, files, prompt, roleIds = [], onVisibility }: EditRequest,
): Promise<RequestOutcome> {
  if (files.length === 0) {
    const rejection = { kind: 'image-unusable', which: null, why: 'missing' } as const;
    return { kind: 'rejected', rejection };
  }
  const unread = groupProblem(prompt);
  if (unread !== null) return promptRejected(unread);
  const expanded = expandPermutations(prompt, 1);
  const [only] = expanded.kind === 'expanded' ? expanded.prompts : [];
  const read = await writtenPrompt(context, origin.userId, only ?? '');
  if (read.kind === 'rejected') return read;
  const { written } = read;
  const { typed } = written;
  const isOneJob = only !== undefined && !hasParameter(typed, 'repeat');
  const problem = isOneJob ? wordsMissing(typed) : EDIT_BATCH;
  if (problem !== null) return promptRejected(problem);
  const visibility = jobVisibility(written.visibility);
  onVisibility?.(visibility);
  const imageUrls = files.map(({ url }) => url);
  const asked = { action, parsed: typed, speed: written.speed, imageUrls };
  const choice = await chooseAtSpeed(context, () => asked, written);
  if (choice.kind === 'rejected') return choice;
  const { speed } = choice.wish;
  const base = { action, cell: null, prompt: typed, speed, ...asStealth(visibility) };
  const { translation } = written;
  const vendor = choice.vendor.name;
  const wish = { origin, request: base, translation, vendor, parent: null, roleIds };
  const refused = await refusalBefore(context, wish);
  if (refused !== null) return refused;
  const taken = await takeImages(context, files, origin);
  if (taken.kind === 'rejected') return taken;
  const { images } = taken;
  const shaped = { ...base, prompt: inShapeOf(typed, images[0]) };
  return acceptJob(context, { ...wish, request: { ...shaped, images } });
}

/** An edit is one picture and words: links at the head of the words would be further pictures. */
function wordsMissing({ text, imageUrls }: ParsedPrompt): PromptProblem | null {
  if (imageUrls.length > 0) return { kind: 'edit-links' };
  return text === '' ? { kind: 'edit-empty' } : null;
}

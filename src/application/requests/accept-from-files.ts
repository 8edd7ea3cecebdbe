/**
 * Jobs that start from a person's own pictures. All refusals come before anything is fetched, and nothing is spent
 * before everything is fetched.
 */
import type { AppContext } from '#application/app-context.ts';
import { chooseAtSpeed } from '#application/vendors/choose-vendor.ts';
import type { ActionName } from '#domain/action.ts';
import type { RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { asStealth, jobVisibility, type OnVisibility } from '#domain/job-visibility.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import type { Version } from '#domain/prompt/version.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import { acceptJob, type RequestOutcome, refusalBefore } from './accept-job.ts';
import { inShapeOf } from './job-prompt.ts';
import { type GivenFile, takeImages } from './take-images.ts';
import type { WrittenPrompt } from './written-prompt.ts';

/** The pictures and who sent them. */
export type FilesRequest = {
  readonly origin: JobOrigin;
  readonly files: readonly GivenFile[];
  readonly roleIds?: readonly RoleId[];
  readonly onVisibility?: OnVisibility;
};

/** The job to make from the pictures. */
export type MadeOfFiles = {
  readonly action: ActionName;
  readonly written: WrittenPrompt;
  /** The prompt with the parameters that the action uses. */
  readonly promptAt: (version: Version) => ParsedPrompt;
  /** The result has the aspect ratio of the first picture where the prompt has none. */
  readonly isShaped?: boolean;
};

/** The refusal of a request without pictures, else null. */
export const filesMissing = ({ files }: FilesRequest): Rejected | null =>
  files.length > 0 ? null : rejected({ kind: 'image-unusable', which: null, why: 'missing' });

/** Chooses a vendor, fetches the pictures and accepts the job. */
export async function acceptFromFiles(
  context: AppContext,
  { origin, files, roleIds = [], onVisibility }: FilesRequest,
  { action, written, promptAt, isShaped = false }: MadeOfFiles,
): Promise<RequestOutcome> {
  const visibility = jobVisibility(written.visibility);
  onVisibility?.(visibility);
  const imageUrls = files.map(({ url }) => url);
  const requirementsAt = (version: Version) => ({
    action,
    imageUrls,
    speed: written.speed,
    parsed: promptAt(version),
  });
  const choice = await chooseAtSpeed(context, requirementsAt, written);
  if (choice.kind === 'rejected') return choice;
  const { parsed, speed } = choice.requirements;
  const base = { action, cell: null, prompt: parsed, speed, ...asStealth(visibility) };
  const { translation } = written;
  const vendor = choice.vendor.name;
  const newJob = { origin, request: base, translation, vendor, parent: null, roleIds };
  const refused = await refusalBefore(context, newJob);
  if (refused !== null) return refused;
  const taken = await takeImages(context, files, origin);
  if (taken.kind === 'rejected') return taken;
  const { images } = taken;
  const prompt = isShaped ? inShapeOf(parsed, images[0]) : parsed;
  return acceptJob(context, { ...newJob, request: { ...base, prompt, images } });
}

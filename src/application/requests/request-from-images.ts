import type { AppContext } from '#application/app-context.ts';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import { chooseAtSpeed } from '#application/vendors/choose-at-speed.ts';
import type { RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { asStealth, jobVisibility, type OnVisibility } from '#domain/job-visibility.ts';
import type { Version } from '#domain/prompt/version.ts';
import { acceptJob, refusalBefore } from './accept-job.ts';
import { type GivenFile, takeImages } from './take-images.ts';
import { writtenPrompt } from './written-prompt.ts';

/** What starts from pictures alone. */
export type ImagesRequest = {
  readonly origin: JobOrigin;
  readonly action: 'describe' | 'blend';
  readonly files: readonly GivenFile[];
  /** Parameters, as `--ar 2:3`; empty where there are none. */
  readonly parameters: string;
  readonly roleIds?: readonly RoleId[];
  readonly onVisibility?: OnVisibility;
};

/** `/describe` and `/blend`: who can do it is asked before anything is fetched, and nothing is spent before. */
export async function requestFromImages(
  context: AppContext,
  { origin, action, files, parameters, roleIds = [], onVisibility }: ImagesRequest,
): Promise<RequestOutcome> {
  if (files.length === 0) {
    const rejection = { kind: 'image-unusable', which: null, why: 'missing' } as const;
    return { kind: 'rejected', rejection };
  }
  const read = await writtenPrompt(context, origin.userId, parameters);
  if (read.kind === 'rejected') return read;
  const { written } = read;
  // A description paints nothing: the suffix is added when one of its suggestions is imagined.
  const imageUrls = files.map(({ url }) => url);
  const wishAt = (version: Version) => {
    const parsed = action === 'blend' ? written.at(version) : written.typed;
    return { action, parsed, speed: written.speed, imageUrls };
  };
  const visibility = jobVisibility(written.visibility);
  onVisibility?.(visibility);
  const choice = await chooseAtSpeed(context, wishAt, written);
  if (choice.kind === 'rejected') return choice;
  const { parsed, speed } = choice.wish;
  const base = { action, cell: null, prompt: parsed, speed, ...asStealth(visibility) };
  const { translation } = written;
  const vendor = choice.vendor.name;
  const wish = { origin, request: base, translation, vendor, parent: null, roleIds };
  const refused = await refusalBefore(context, wish);
  if (refused !== null) return refused;
  const taken = await takeImages(context, files, origin);
  if (taken.kind === 'rejected') return taken;
  return acceptJob(context, { ...wish, request: { ...base, images: taken.images } });
}

import type { RoleId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { parsePrompt } from '#domain/prompt-parse.ts';
import { acceptJob } from './accept-job.ts';
import type { RequestOutcome } from './application.ts';
import { chooseVendor } from './choose-vendor.ts';
import type { Inside } from './inside.ts';
import { type GivenFile, takeImages } from './take-images.ts';

/** What starts from pictures alone. */
export type ImagesRequest = {
  readonly origin: JobOrigin;
  readonly action: 'describe' | 'blend';
  readonly files: readonly GivenFile[];
  /** Parameters, as `--ar 2:3`; empty where there are none. */
  readonly parameters: string;
  readonly roleIds?: readonly RoleId[];
};

/** `/describe` and `/blend`: who can do it is asked before anything is fetched, and nothing is spent before. */
export async function requestFromImages(
  inside: Inside,
  { origin, action, files, parameters, roleIds = [] }: ImagesRequest,
): Promise<RequestOutcome> {
  if (files.length === 0) {
    const rejection = { kind: 'image-unusable', which: null, why: 'missing' } as const;
    return { kind: 'rejected', rejection };
  }
  const speed = 'fast';
  const choice = await chooseVendor(inside, { action, parsed: parsePrompt(parameters), speed });
  if (choice.kind === 'rejected') return choice;
  const taken = await takeImages(inside, files);
  if (taken.kind === 'rejected') return taken;
  const { visibility } = await inside.store.memberSettings(origin.userId);
  return acceptJob(inside, {
    origin,
    request: {
      action,
      cell: null,
      prompt: parameters,
      speed,
      images: taken.images,
      ...(visibility === 'stealth' ? { visibility } : {}),
    },
    vendor: choice.vendor.name,
    parent: null,
    roleIds,
  });
}

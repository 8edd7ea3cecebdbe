import { actionRow } from '#domain/action.ts';
import type { GivenImage, Job } from '#domain/job.ts';
import type { JobResult } from '#domain/result.ts';
import type { VendorParent, VendorRequest } from '#ports/vendor.ts';
import type { Inside } from './inside.ts';
import { isRepeat } from './repeats.ts';

/** What the vendor is asked, from the job, what it stands on, and what the archive holds for it. */
export async function vendorRequest(
  inside: Pick<Inside, 'store' | 'archive' | 'links'>,
  job: Job,
): Promise<VendorRequest> {
  const { action, cell, prompt, speed, mask, images } = job.request;
  const parent = await parentOf(inside, job);
  return {
    action,
    cell: action === 'imagine' ? null : cell,
    prompt,
    speed,
    // A mask that the archive lost is none; the vendor's file refuses a region without one.
    mask: mask === undefined ? null : await inside.archive.get(mask),
    parent: parent === null ? null : asVendorParent(parent),
    ...startOfFilm(inside, job, parent),
    ...(images === undefined ? {} : await givenImages(inside, images)),
  };
}

/** Links that live as long as the archive where there are such; Discord's own live for a day. */
async function givenImages(
  { archive, links }: Pick<Inside, 'archive' | 'links'>,
  given: readonly GivenImage[],
): Promise<Pick<VendorRequest, 'imageUrls' | 'images'>> {
  const images = await Promise.all(given.map(({ key }) => archive.get(key)));
  return {
    imageUrls: given.map((image) => links.linkTo(image) ?? image.url),
    images: images.filter((bytes) => bytes !== null),
  };
}

/** The picture that a film starts from, where the archive can be reached; vendors know their own besides. */
function startOfFilm(
  { links }: Pick<Inside, 'links'>,
  { request }: Job,
  parent: FinishedParent | null,
): Pick<VendorRequest, 'imageUrls'> {
  const [start] = parent?.result.kind === 'image' ? parent.result.cells : [];
  if (start === undefined || actionRow(request.action).makes !== 'videos') return {};
  const link = links.linkTo(start.picture);
  return link === null ? {} : { imageUrls: [link] };
}

type FinishedParent = { readonly request: Job['request']; readonly result: JobResult };

/** The job that this one stands on. Words lead to a first generation, which stands on nothing. */
async function parentOf(inside: Pick<Inside, 'store'>, job: Job): Promise<FinishedParent | null> {
  const parent = job.parentId === null ? null : await inside.store.findJob(job.parentId);
  if (parent === null) return null;
  if (isRepeat(job, parent)) return parentOf(inside, { ...parent, request: job.request });
  const { request, result } = parent;
  return result === null || result.kind === 'texts' ? null : { request, result };
}

function asVendorParent({ request, result }: FinishedParent): VendorParent {
  const { action, cell, prompt } = request;
  return {
    action,
    cell: actionRow(action).fromArchive ? cell : null,
    prompt,
    handle: result.handle,
  };
}

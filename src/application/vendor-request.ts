import { actionRow } from '#domain/action.ts';
import type { GivenImage, Job } from '#domain/job.ts';
import { formatPrompt } from '#domain/prompt-format.ts';
import { linksOf, withLinks } from '#domain/prompt-links.ts';
import { parsePrompt } from '#domain/prompt-parse.ts';
import type { JobResult } from '#domain/result.ts';
import type { VendorParent, VendorRequest } from '#ports/vendor.ts';
import type { Inside } from './inside.ts';
import { isRepeat } from './repeats.ts';

/** What the vendor is asked, from the job, what it stands on, and what the archive holds for it. */
export async function vendorRequest(
  inside: Pick<Inside, 'store' | 'archive' | 'links'>,
  job: Job,
): Promise<VendorRequest> {
  const { action, cell, speed, mask, images } = job.request;
  const parent = await parentOf(inside, job);
  return {
    action,
    cell: action === 'imagine' ? null : cell,
    prompt: livePrompt(inside, job),
    speed,
    // A mask that the archive lost is none; the vendor's file refuses a region without one.
    mask: mask === undefined ? null : await inside.archive.get(mask),
    parent: parent === null ? null : asVendorParent(parent),
    ...startOfFilm(inside, job, parent),
    ...(images === undefined ? {} : await givenImages(inside, job, images)),
  };
}

/** Links that live as long as the archive where there are such; Discord's own live for a day. */
const liveLink = ({ links }: Pick<Inside, 'links'>, image: GivenImage): string =>
  links.linkTo(image) ?? image.url;

/** The prompt with links that lead somewhere today. */
function livePrompt(inside: Pick<Inside, 'links'>, { request }: Job): string {
  const { prompt, images = [] } = request;
  if (images.length === 0) return prompt;
  const live = new Map(images.map((image) => [image.url, liveLink(inside, image)]));
  return formatPrompt(withLinks(parsePrompt(prompt), (url) => live.get(url) ?? url));
}

/** The pictures themselves, and the links of those that have no place in the prompt. */
async function givenImages(
  inside: Pick<Inside, 'archive' | 'links'>,
  { request }: Pick<Job, 'request'>,
  given: readonly GivenImage[],
): Promise<Pick<VendorRequest, 'imageUrls' | 'images'>> {
  const images = await Promise.all(given.map(({ key }) => inside.archive.get(key)));
  const inPrompt = new Set(linksOf(parsePrompt(request.prompt)));
  const imageUrls = given
    .filter(({ url }) => !inPrompt.has(url))
    .map((image) => liveLink(inside, image));
  return {
    ...(imageUrls.length === 0 ? {} : { imageUrls }),
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

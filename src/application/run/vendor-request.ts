import { type AppContext, findVendor } from '#application/app-context.ts';
import { type Move, moveAt } from '#application/requests/fallback-vendors.ts';
import { type FinishedParent, parentResult } from '#application/requests/parent-result.ts';
import type { PictureLinks } from '#application/views/picture-links.ts';
import { actionRow } from '#domain/action.ts';
import type { Button } from '#domain/button.ts';
import type { GivenImage, Job } from '#domain/job.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { linksOf, withLinks } from '#domain/prompt/links.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { needsTranslation } from '#domain/prompt/script.ts';
import type { JobStore } from '#ports/job-store.ts';
import type { VendorParent, VendorRequest } from '#ports/vendor.ts';

type Reads = Pick<AppContext, 'archive' | 'links' | 'vendors'> & { readonly store: JobStore };
type Files = Pick<Reads['archive'], 'get'>;

type RequestedJob = Pick<Job, 'parentId' | 'request' | 'vendor'> & {
  /** The request's parsed prompt, if the caller has it. */
  readonly parsed?: ParsedPrompt;
  /** Absent for a request that is not yet a job. */
  readonly createdAtMs?: number;
};

type ParsedJob = RequestedJob & { readonly parsed: ParsedPrompt };

/** Builds the vendor's request from the job, its parent and its archived files. */
export const vendorRequest = (context: Reads, job: RequestedJob): Promise<VendorRequest> =>
  requestWith(context, context.archive, job);

/** The same without reading files, enough to plan and to price it: masks and pictures are empty. */
export const plannedRequest = (
  context: Omit<Reads, 'archive'>,
  job: RequestedJob,
): Promise<VendorRequest> => requestWith(context, { get: async () => new Uint8Array() }, job);

async function requestWith(
  { links, ...reads }: Omit<Reads, 'archive'>,
  archive: Files,
  job: RequestedJob,
): Promise<VendorRequest> {
  // A vendor accepts an idempotency key again only with the same request: links must not change at midnight between two
  // attempts.
  const linkTo: PictureLinks['linkTo'] = (picture) => links.linkTo(picture, job.createdAtMs);
  const context = { ...reads, links: { ...links, linkTo } };
  const { action, cell, speed, mask, images = [] } = job.request;
  const parsed = job.parsed ?? parsePrompt(job.request.prompt);
  const parent = await parentResult(context, job);
  const plain = {
    action,
    prompt: images.length === 0 ? job.request.prompt : livePrompt(context, parsed, images),
    speed,
    parent: null,
    cell: null,
    // If the archive lost the mask it is null, and the vendor's specification refuses a region without one.
    mask: mask === undefined ? null : await archive.get(mask),
    ...maskLink(context, mask),
    ...(isTranslated(job.request, parsed) ? ({ translate: true } as const) : {}),
  };
  const asked = { ...job, parsed };
  if (parent !== null && parent.vendor !== job.vendor) {
    const move = moveOf(context, asked, job.request, parent);
    return { ...plain, ...(move === null ? {} : await movedRequest(context, archive, move)) };
  }
  const again = await variedAgain(context, asked);
  if (again !== null) return { ...plain, ...(await movedRequest(context, archive, again)) };
  return {
    ...plain,
    cell: action === 'imagine' ? null : cell,
    parent: parent === null ? null : await asVendorParent(context, job, parent),
    ...startingLink(context, job, parent),
    ...(images.length === 0
      ? {}
      : await givenImages(context, archive, { action, prompt: parsed }, images)),
  };
}

/** As the person set it, or else by the script of the text. */
const isTranslated = ({ translation }: Job['request'], { text }: ParsedPrompt): boolean =>
  translation === undefined ? needsTranslation(text) : translation === 'on';

/** Masks are archived as PNG and fetched like other archived pictures. */
function maskLink({ links }: Pick<AppContext, 'links'>, mask: string | undefined) {
  const link = mask === undefined ? null : links.shortLinkTo(mask);
  return link === null ? {} : { maskUrl: link };
}

/**
 * What to ask a vendor that did not make the parent: it gets the parent's picture. Null where that is no longer
 * possible; the vendor's specification then refuses a request without a parent.
 */
function moveOf(
  context: Omit<Reads, 'archive'>,
  { vendor: name, request, parsed }: ParsedJob,
  button: Button,
  parent: FinishedParent,
): Move | null {
  const vendor = findVendor(context, name);
  const { action, cell } = button;
  return vendor && moveAt(context, vendor, { ...request, action, cell, prompt: parsed }, parent);
}

/** Rerolls of rerolls that are looked through for the variation that they repeat. */
const GENERATIONS_MAX = 8;

/**
 * What 🔄 repeats under a variation that this vendor took over: its prompt began with a link to the other vendor's
 * picture, which the job's own prompt does not have. Null for all other jobs, and if that picture is no longer kept.
 */
async function variedAgain(
  context: Omit<Reads, 'archive'>,
  asked: ParsedJob,
): Promise<Move | null> {
  let { parentId } = asked;
  if (asked.request.action !== 'reroll') return null;
  for (let depth = 0; parentId !== null && depth < GENERATIONS_MAX; depth += 1) {
    const repeated: Job | null = await context.store.findJob(parentId);
    if (repeated?.vendor !== asked.vendor) return null;
    if (repeated.request.action === 'reroll') {
      parentId = repeated.parentId;
      continue;
    }
    const varied = await parentResult(context, repeated);
    if (varied === null || varied.vendor === asked.vendor || varied.filesRemoved === true)
      return null;
    const move = moveOf(context, asked, repeated.request, varied);
    return move?.picture === null ? move : null;
  }
  return null;
}

/** The request of a follow-up that another vendor takes over: with the picture itself, or with its link in the prompt. */
async function movedRequest(
  context: Omit<Reads, 'archive'>,
  archive: Files,
  move: Move,
): Promise<Partial<VendorRequest>> {
  const { action, picture, images } = move;
  const prompt = livePrompt(context, move.prompt, images);
  if (picture === null) {
    return {
      action,
      prompt,
      ...(images.length === 0 ? {} : await givenImages(context, archive, move, images)),
    };
  }
  const bytes = await archive.get(picture.key);
  const link = context.links.linkTo(picture);
  return {
    action,
    prompt,
    ...(link === null ? {} : { imageUrls: [link] }),
    ...(bytes === null ? {} : { images: [{ bytes, mediaType: picture.mediaType }] }),
  };
}

/** A link to the archive, which does not expire, if there is one; Discord's own lasts a day. */
const liveLink = ({ links }: Pick<AppContext, 'links'>, image: GivenImage): string =>
  links.linkTo(image) ?? image.url;

/** The prompt with links that work today. */
function livePrompt(
  context: Pick<AppContext, 'links'>,
  prompt: ParsedPrompt,
  images: readonly GivenImage[],
): string {
  const live = new Map(images.map((image) => [image.url, liveLink(context, image)]));
  return formatPrompt(withLinks(prompt, (url) => live.get(url) ?? url));
}

/** The pictures' bytes, and the links of those that are not in the prompt. */
async function givenImages(
  context: Pick<AppContext, 'links'>,
  archive: Files,
  { action, prompt }: Pick<VendorRequest, 'action'> & { readonly prompt: ParsedPrompt },
  given: readonly GivenImage[],
): Promise<Pick<VendorRequest, 'imageUrls' | 'images'>> {
  const images = await Promise.all(
    given.map(async ({ key, mediaType }) => ({ bytes: await archive.get(key), mediaType })),
  );
  // An edited or animated picture is sent separately, even if it is also a reference in the prompt.
  const isBeside =
    action === 'edit' || action === 'retexture' || actionRow(action).makes === 'videos';
  const inPrompt = new Set(isBeside ? [] : linksOf(prompt));
  const imageUrls = given
    .filter(({ url }) => !inPrompt.has(url))
    .map((image) => liveLink(context, image));
  return {
    ...(imageUrls.length === 0 ? {} : { imageUrls }),
    images: images.flatMap(({ bytes, mediaType }) =>
      bytes === null ? [] : [{ bytes, mediaType }],
    ),
  };
}

/** Whether the action is sent a picture's link, as all videos are. */
function startsFromLink(
  { vendors }: Pick<AppContext, 'vendors'>,
  { vendor, request: { action } }: RequestedJob,
): boolean {
  const support = findVendor({ vendors }, vendor)?.capabilities.actions[action];
  return (
    actionRow(action).makes === 'videos' ||
    support?.fromPicture === 'link' ||
    support?.linksParent === true
  );
}

/** The picture that it starts from, where the archive has a public address; vendors also know their own pictures. */
function startingLink(
  context: Pick<AppContext, 'links' | 'vendors'>,
  job: RequestedJob,
  parent: FinishedParent | null,
): Pick<VendorRequest, 'imageUrls'> {
  const [start] = parent?.result.kind === 'image' ? parent.result.cells : [];
  if (start === undefined || !startsFromLink(context, job)) return {};
  const link = context.links.linkTo(start.picture);
  return link === null ? {} : { imageUrls: [link] };
}

async function asVendorParent(
  context: Omit<Reads, 'archive'>,
  job: RequestedJob,
  parent: FinishedParent,
): Promise<VendorParent> {
  const { action, cell, prompt } = parent.request;
  const isFromArchive = actionRow(action).fromArchive;
  const { createdAtMs } = job;
  const known = { action, cell: isFromArchive ? cell : null, prompt, handle: parent.result.handle };
  if (createdAtMs === undefined || !startsFromLink(context, job)) return known;
  // What was taken out of a grid is as old as the grid.
  const source =
    isFromArchive && parent.parentId !== null ? await context.store.findJob(parent.parentId) : null;
  return { ...known, ageMs: Math.max(0, createdAtMs - (source ?? parent).updatedAtMs) };
}

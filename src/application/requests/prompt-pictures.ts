/**
 * The pictures of a prompt: attached files and links. Each is fetched and archived before anything is spent, so that
 * the job can be repeated when every link is dead. The fetcher decides which addresses are allowed. Known pictures are
 * never fetched again.
 */

import type { AppContext } from '#application/app-context.ts';
import type { GivenImage, Job } from '#domain/job.ts';
import { type AttachedLinks, linksOf, withLinks } from '#domain/prompt/links.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { type Rejected, rejected, type WhichImage } from '#domain/rejection.ts';
import { type GivenFile, IMAGES_MAX, type Requester, takeImages } from './take-images.ts';

/** The most pictures of a whole batch. */
const IMAGES_OF_BATCH_MAX = 40;

/** A file attached to a prompt, and its purpose. */
export type PromptFile = GivenFile & {
  readonly kind: 'file';
  readonly which: Exclude<WhichImage, { readonly kind: 'link' }>;
};

/** Pictures by their links in the prompt as typed. */
export type PromptPictures = ReadonlyMap<string, GivenImage>;

/** The pictures that come with a prompt. */
export type PromptGivens = {
  readonly files?: readonly PromptFile[];
  /** Pictures that are already archived. */
  readonly known?: PromptPictures;
};

/** The files' links by purpose. */
export function attachedLinks(files: readonly PromptFile[]): AttachedLinks {
  const linksOfKind = (kind: PromptFile['which']['kind']) =>
    files.filter(({ which }) => which.kind === kind).map(({ url }) => url);
  return {
    images: linksOfKind('numbered'),
    styles: linksOfKind('style'),
    references: linksOfKind('reference'),
  };
}

/** Every picture of the prompts, or the first that cannot be used. */
export async function takePromptPictures(
  context: AppContext,
  prompts: readonly ParsedPrompt[],
  { files = [], known = new Map() }: PromptGivens,
  requester: Requester,
): Promise<{ readonly kind: 'taken'; readonly pictures: PromptPictures } | Rejected> {
  const attached = new Set(files.map(({ url }) => url));
  const linked = new Set(prompts.flatMap(linksOf));
  const wanted: readonly GivenFile[] = [
    ...files,
    ...[...linked]
      .filter((url) => !attached.has(url))
      .map((url) => ({ kind: 'link', url, bytes: null, which: { kind: 'link', url } }) as const),
  ].filter(({ url }) => !known.has(url));
  const crowded = prompts.map(linksOf).find((links) => links.length > IMAGES_MAX);
  if (crowded !== undefined) {
    const which = { kind: 'link', url: crowded[IMAGES_MAX] ?? '' } as const;
    return rejected({ kind: 'image-unusable', which, why: 'too-many' });
  }
  const most = Math.min(IMAGES_MAX * prompts.length, IMAGES_OF_BATCH_MAX);
  const taken = await takeImages(context, wanted, requester, most);
  if (taken.kind === 'rejected') return taken;
  const fresh = taken.images.map((image) => {
    // Discord's links expire in a day; typed links are shown as typed.
    const url = attached.has(image.url)
      ? (context.links.lastingLinkTo(image) ?? image.url)
      : image.url;
    return [image.url, { ...image, url }] as const;
  });
  return { kind: 'taken', pictures: new Map([...known, ...fresh]) };
}

/** The prompt with lasting links to its pictures, and those pictures. */
export function withPictures(
  parsed: ParsedPrompt,
  pictures: PromptPictures,
): { readonly parsed: ParsedPrompt; readonly images: readonly GivenImage[] } {
  const images = linksOf(parsed).flatMap((url) => pictures.get(url) ?? []);
  return { parsed: withLinks(parsed, (url) => pictures.get(url)?.url ?? url), images };
}

/** The pictures of a job, by their links in its prompt. */
export const picturesOf = (images: readonly GivenImage[]): PromptPictures =>
  new Map(images.map((image) => [image.url, image]));

/** The pictures given to a job that are still in the archive: all of them until its files are removed. */
export async function archivedPictures(
  { archive }: Pick<AppContext, 'archive'>,
  { request: { images = [] }, filesRemoved }: Pick<Job, 'request' | 'filesRemoved'>,
): Promise<readonly GivenImage[]> {
  if (filesRemoved !== true) return images;
  const kept = await Promise.all(images.map(({ key }) => archive.has(key)));
  return images.filter((_, place) => kept[place] === true);
}

/** The job's pictures that another prompt still links to. */
export function picturesNamed(
  images: readonly GivenImage[],
  parsed: ParsedPrompt,
): readonly GivenImage[] {
  const links = new Set(linksOf(parsed));
  return images.filter(({ url }) => links.has(url));
}

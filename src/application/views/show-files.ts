/**
 * The files of a result, from the archive. Pictures are made smaller where the place takes only small files; videos
 * never change, so those that do not fit are left out and counted. With a public URL, links lead to the originals. It
 * never asks a vendor.
 */

import type { AppContext } from '#application/app-context.ts';
import type { Job } from '#domain/job.ts';
import { type JobResult, type VideosResult, wholePicture } from '#domain/result.ts';
import { type Attachment, TOGETHER_BYTES_MAX } from '#ports/messenger.ts';

/** The files of a result's message. */
export type ShownFiles = {
  readonly attachments: readonly Attachment[];
  /** Videos that are too large for the place. */
  readonly leftOut: number;
  /** Links to files that are left out or made smaller. */
  readonly originals?: readonly string[];
};

/** The files of at most `bytesMax` each; null where the archive lost one. */
export async function showFiles(
  context: Pick<AppContext, 'archive' | 'pictures' | 'links'>,
  { request, result }: Pick<Job, 'request'> & { readonly result: JobResult },
  bytesMax: number,
): Promise<ShownFiles | null> {
  switch (result.kind) {
    case 'grid':
    case 'image': {
      const picture = wholePicture(result);
      const bytes = picture === undefined ? null : await context.archive.get(picture.key);
      if (picture === undefined || bytes === null) return null;
      const whole = { bytes, mediaType: picture.mediaType };
      const shown = await context.pictures.fitToLimit(whole, bytesMax);
      const link = shown === whole ? null : linkFor(context.links, request, picture);
      const originals = link === null ? {} : { originals: [link] };
      return { attachments: [shown], leftOut: 0, ...originals };
    }
    case 'videos':
      return showVideos(context, request, result, bytesMax);
    case 'suggestions': {
      // The described picture is shown with its suggestions; they are shown without it if it is lost.
      const [given] = request.images ?? [];
      const bytes = given === undefined ? null : await context.archive.get(given.key);
      const preview = bytes === null ? null : await context.pictures.preview(bytes);
      return { attachments: preview === null ? [] : [preview], leftOut: 0 };
    }
    default:
      return result satisfies never;
  }
}

/** Links to stealth results expire soon. */
const linkFor = (
  links: AppContext['links'],
  { visibility }: Job['request'],
  file: { readonly key: string; readonly mediaType: string },
): string | null => (visibility === 'stealth' ? links.linkTo(file) : links.lastingLinkTo(file));

async function showVideos(
  { archive, links }: Pick<AppContext, 'archive' | 'links'>,
  request: Job['request'],
  { videos }: VideosResult,
  bytesMax: number,
): Promise<ShownFiles | null> {
  const attachments: Attachment[] = [];
  const originals: string[] = [];
  // A single file may use the whole limit of the place.
  const togetherMax = Math.max(TOGETHER_BYTES_MAX, bytesMax);
  let together = 0;
  for (const { video } of videos) {
    if (video.bytes > bytesMax || together + video.bytes > togetherMax) {
      originals.push(...[linkFor(links, request, video)].filter((link) => link !== null));
      continue;
    }
    const bytes = await archive.get(video.key);
    if (bytes === null) return null;
    together += video.bytes;
    attachments.push({ bytes, mediaType: video.mediaType });
  }
  const leftOut = videos.length - attachments.length;
  return { attachments, leftOut, ...(originals.length === 0 ? {} : { originals }) };
}

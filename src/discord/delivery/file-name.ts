import type { OutgoingFile } from '#discord/rest/outgoing-message.ts';
import type { ShownJob } from '#discord/screens/job-text.ts';
import type { JobId } from '#domain/ids.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { promptSlug } from '#domain/prompt/slug.ts';

const EXTENSIONS: { readonly [mediaType: string]: string } = {
  'image/webp': 'webp',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
};

/**
 * `ana_a_lighthouse_in_fog_<job id>.webp`; several files are numbered. The tail identifies the job, also in searches.
 */
export function resultFileName(
  job: ShownJob,
  mediaType: string,
  number: number | null = null,
): string {
  const words = promptSlug(parsePrompt(job.request.prompt).text);
  const which = number === null ? '' : `_${number}`;
  return `${promptSlug(job.origin.userName)}_${words}${which}${resultFileTail(job.id)}.${extension(mediaType)}`;
}

/** `picture_<job id>.webp`: a result's name without the person's text. */
export function plainFileName(id: JobId, mediaType: string, number: number | null): string {
  const which = number === null ? '' : `_${number}`;
  return `picture${which}${resultFileTail(id)}.${extension(mediaType)}`;
}

/**
 * The file as a spoiler: by the flag that Discord's change log of 2026-06-24 asks for, and by the name that it went by
 * before (docs.discord.com, Attachment).
 */
export const spoilerFile = (file: OutgoingFile): OutgoingFile => ({
  ...file,
  filename: `SPOILER_${file.filename}`,
  is_spoiler: true,
});

/** The end of all result file names of this job, before the extension. */
export function resultFileTail(id: JobId): string {
  return `_${id}`;
}

/** `<job id>_grid_0.webp`: the preview of a running job. */
export function previewFileName(id: JobId, mediaType: string): string {
  return `${id}_grid_0.${extension(mediaType)}`;
}

const extension = (mediaType: string): string => EXTENSIONS[mediaType] ?? 'bin';

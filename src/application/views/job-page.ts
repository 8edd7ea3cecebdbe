/**
 * What the page of a finished job shows: the files behind "Web" and "Open on website for full quality". Relies on
 * the token in its address for who may look. It never lists other jobs, and names nobody.
 */

import type { AppContext } from '#application/app-context.ts';
import { type JobId, parseJobId } from '#domain/ids.ts';
import { echoPrompt } from '#domain/prompt/echo.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { JobResult } from '#domain/result.ts';

/** The page's address, as it came. */
export type PageLink = { readonly jobId: string; readonly token: string };

export type PageFile = {
  readonly key: string;
  readonly mediaType: string;
  /** Null for films, which nobody has decoded. */
  readonly size: { readonly width: number; readonly height: number } | null;
};

export type JobPage = {
  readonly jobId: JobId;
  readonly prompt: string;
  readonly seed: number | null;
  readonly files: readonly PageFile[];
};

/** Null where the link is none of ours, or the job has no files to show. */
export async function readJobPage(
  { links, store }: Pick<AppContext, 'links' | 'store'>,
  { jobId, token }: PageLink,
): Promise<JobPage | null> {
  const id = parseJobId(jobId);
  if (id === null || !links.isPageToken(token, id)) return null;
  const job = await store.findJob(id);
  const files = job?.result ? filesOf(job.result) : [];
  if (job === null || files.length === 0) return null;
  const prompt = echoPrompt(parsePrompt(job.request.prompt));
  return { jobId: id, prompt, seed: job.result?.seed ?? null, files };
}

/** A file of the page, from 1; null where there is none or the archive lost it. */
export async function readPageFile(
  context: Pick<AppContext, 'links' | 'store' | 'archive'>,
  link: PageLink,
  number: number,
): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string } | null> {
  const file = (await readJobPage(context, link))?.files[number - 1];
  const bytes = file === undefined ? null : await context.archive.get(file.key);
  return file === undefined || bytes === null ? null : { bytes, mediaType: file.mediaType };
}

function filesOf(result: JobResult): readonly PageFile[] {
  switch (result.kind) {
    case 'grid':
    case 'image':
      return result.cells.map(({ picture: { key, mediaType, width, height } }) => ({
        key,
        mediaType,
        size: { width, height },
      }));
    case 'videos':
      return result.videos.map(({ video: { key, mediaType } }) => ({ key, mediaType, size: null }));
    case 'texts':
      return [];
    default:
      return result satisfies never;
  }
}

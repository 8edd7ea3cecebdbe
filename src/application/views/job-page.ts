/**
 * The page of a finished job: the files behind "Web" and "Open on website for full quality". The token in its address
 * decides access. It never lists other jobs, and names no person.
 */

import type { AppContext } from '#application/app-context.ts';
import { type JobId, parseJobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { echoPrompt } from '#domain/prompt/echo.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { JobResult } from '#domain/result.ts';
import type { ArchivedFile } from '#ports/archive.ts';
import type { JobStore } from '#ports/job-store.ts';
import type { RemarkStore } from '#ports/remark-store.ts';
import { isJobWithdrawn, type LinkedOutcome } from './linked-outcome.ts';

/** The job id and token of a page's address, unchecked. */
export type PageLink = { readonly jobId: string; readonly token: string };

/** One file of the page, by its key in the archive. */
export type PageFile = {
  readonly key: string;
  readonly mediaType: string;
  /** Null for videos, which are not decoded. */
  readonly size: { readonly width: number; readonly height: number } | null;
};

/** The content of a job's page. */
export type JobPage = {
  readonly jobId: JobId;
  readonly prompt: string;
  readonly seed: number | null;
  readonly files: readonly PageFile[];
};

type Paged = Pick<Job, 'id' | 'origin' | 'request' | 'filesRemoved'>;

/**
 * The address of the job's page, in the given generation of its server's links. Null if there are no pages, for stealth
 * jobs, and once its files are deleted.
 */
export const pageUrlAt = (
  links: Pick<AppContext['links'], 'pageOf'>,
  { id, request, filesRemoved }: Paged,
  generation: number,
): string | null =>
  filesRemoved === true || request.visibility === 'stealth' ? null : links.pageOf(id, generation);

/** The same with the server's current generation. */
export const pageUrlOf = async (
  links: Pick<AppContext['links'], 'pageOf' | 'currentGeneration'>,
  job: Paged,
): Promise<string | null> =>
  pageUrlAt(links, job, await links.currentGeneration(job.origin.guildId));

/** The page of a job, until the job is removed or its server's links are renewed. */
export async function readJobPage(
  { links, store }: Pick<AppContext, 'links'> & { readonly store: JobStore & RemarkStore },
  { jobId, token }: PageLink,
): Promise<LinkedOutcome<JobPage>> {
  const id = parseJobId(jobId);
  const generation = id === null ? null : links.pageGeneration(token, id);
  const job = id === null || generation === null ? null : await store.findJob(id);
  if (id === null || job === null) return { kind: 'unknown' };
  const isWithdrawn =
    job.request.visibility === 'stealth' ||
    generation !== (await links.currentGeneration(job.origin.guildId)) ||
    (await isJobWithdrawn(store, job));
  if (isWithdrawn) return { kind: 'withdrawn' };
  const files = job.result === null ? [] : filesOf(job.result);
  if (files.length === 0) return { kind: 'unknown' };
  const prompt = echoPrompt(parsePrompt(job.request.prompt));
  return {
    kind: 'found',
    found: { jobId: id, prompt, seed: job.result?.seed ?? null, files },
  };
}

/** A file of the page, counted from 1; also unknown if the archive lost it. */
export async function readPageFile(
  context: Pick<AppContext, 'links' | 'archive'> & { readonly store: JobStore & RemarkStore },
  link: PageLink,
  number: number,
): Promise<LinkedOutcome<ArchivedFile>> {
  const page = await readJobPage(context, link);
  if (page.kind !== 'found') return page;
  const file = page.found.files[number - 1];
  const found = file === undefined ? null : await context.archive.find(file.key);
  return found === null ? { kind: 'unknown' } : { kind: 'found', found };
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
    case 'suggestions':
      return [];
    default:
      return result satisfies never;
  }
}

import type { AppContext } from '#application/app-context.ts';
import type { Failure } from '#domain/failure.ts';
import type { Cell } from '#domain/geometry.ts';
import type { Job } from '#domain/job.ts';
import type { JobResult } from '#domain/result.ts';

/** A result made from archived pictures, or why there is none. */
export type ArchiveOutcome =
  | { readonly kind: 'found'; readonly result: JobResult }
  | { readonly kind: 'missing'; readonly failure: Failure };

/** U1-U4: the chosen picture or video of the parent, as Midjourney does since V5. */
export async function resultFromArchive(context: AppContext, job: Job): Promise<ArchiveOutcome> {
  const parent = job.parentId === null ? null : await context.store.findJob(job.parentId);
  const result = parent?.result ?? null;
  const isChosen = ({ cell }: { readonly cell: Cell }) => cell === job.request.cell;
  const video = result?.kind === 'videos' ? result.videos.find(isChosen) : undefined;
  if (result !== null && video !== undefined) {
    const { handle, seed } = result;
    return {
      kind: 'found',
      result: { kind: 'videos', videos: [{ cell: 1, video: video.video }], handle, seed },
    };
  }
  const cells = result?.kind === 'grid' || result?.kind === 'image' ? result.cells : [];
  const chosen = cells.find(isChosen);
  if (result === null || chosen === undefined) {
    const failure = {
      kind: 'picture-unavailable',
      detail: 'the parent has no such picture',
    } as const;
    return { kind: 'missing', failure };
  }
  return {
    kind: 'found',
    result: {
      kind: 'image',
      cells: [{ cell: 1, picture: chosen.picture }],
      composite: null,
      // Follow-ups of a solo name the grid it was cut from, and the cell by the job's own request.
      handle: result.handle,
      seed: result.seed,
    },
  };
}

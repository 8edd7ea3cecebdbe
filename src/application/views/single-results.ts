import type { AppContext } from '#application/app-context.ts';
import type { GuildId, JobId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import { ATTACHMENT_BYTES_DEFAULT, type Attachment } from '#ports/messenger.ts';
import { ownFinishedJob } from './own-finished-job.ts';
import { jobShowing } from './show-job.ts';

/** Four of them fit into one message. */
const PICTURE_BYTES_MAX = 6 * 1024 * 1024;

/** The pictures of a job, each by itself, or why they are not sent. */
export type ResultsOutcome =
  | { readonly kind: 'results'; readonly job: Job; readonly attachments: readonly Attachment[] }
  | Rejected;

/** One of the person's own finished jobs, with a grid's pictures each by itself. */
export async function singleResults(
  context: AppContext,
  request: { readonly guildId: GuildId; readonly userId: UserId; readonly jobId: JobId },
): Promise<ResultsOutcome> {
  const own = await ownFinishedJob(context, request.jobId, request);
  if (own.kind === 'rejected') return own;
  const { job } = own;
  const attachments = await attachmentsOf(context, job);
  return attachments === null
    ? rejected({ kind: 'job-unknown' })
    : { kind: 'results', job, attachments };
}

async function attachmentsOf(context: AppContext, job: Job): Promise<readonly Attachment[] | null> {
  if (job.result?.kind !== 'grid') {
    return (await jobShowing(context, job, ATTACHMENT_BYTES_DEFAULT))?.attachments ?? null;
  }
  const pictures = await Promise.all(
    job.result.cells.map(async ({ picture: { key, mediaType } }) => {
      const bytes = await context.archive.get(key);
      if (bytes === null) return null;
      return context.pictures.fitToLimit({ bytes, mediaType }, PICTURE_BYTES_MAX);
    }),
  );
  const kept = pictures.filter((picture) => picture !== null);
  return kept.length === 0 ? null : kept;
}

import type { AppContext } from '#application/app-context.ts';
import { isSpoilerPlace, type ShownIn } from '#application/moderation/spoilers.ts';
import { takeoverVendorOf } from '#application/requests/parent-result.ts';
import { type AgedPlace, mayShowIn } from '#domain/channel-age.ts';
import { type GuildId, type JobId, parseJobId, type UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { OnVisibility } from '#domain/job-visibility.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import type { Attachment, ResultView } from '#ports/messenger.ts';
import { jobButtons } from './job-buttons.ts';
import { ownFinishedJob } from './own-finished-job.ts';
import { showFiles } from './show-files.ts';

/** A finished job with its files, or why it is not shown. */
export type ShowOutcome = { readonly kind: 'shown'; readonly showing: ResultView } | Rejected;

/** A finished job with its archived files; null if the archive lost one. */
export async function jobShowing(
  context: AppContext,
  job: Job,
  bytesMax = job.origin.attachmentBytesMax,
  isSpoiler = job.request.isSpoiler === true,
): Promise<ResultView | null> {
  const { result, request } = job;
  if (result === null) return null;
  const files = await showFiles(context, { request, result }, bytesMax);
  if (files === null) return null;
  const takenOverBy = await takeoverVendorOf(context, job);
  const attachments = isSpoiler ? files.attachments.map(asSpoiler) : files.attachments;
  return {
    ...files,
    attachments,
    ...(await jobButtons(context, job)),
    ...(takenOverBy === null ? {} : { takenOverBy }),
  };
}

/** `/show`: one of the person's own finished jobs, however old, with its current buttons. */
export async function showJob(
  context: AppContext,
  request: {
    readonly guildId: GuildId;
    readonly userId: UserId;
    readonly place: Omit<ShownIn, 'guildId'> & AgedPlace;
    readonly jobId: string;
    /** The upload limit where it is shown; boosts change it. Absent: the limit where the job was started. */
    readonly bytesMax?: number;
    readonly onVisibility?: OnVisibility;
  },
): Promise<ShowOutcome> {
  const id: JobId | null = parseJobId(request.jobId.trim().toLowerCase());
  const own = await ownFinishedJob(context, id, request);
  if (own.kind === 'rejected') return own;
  const { guildId, place } = request;
  if (!mayShowIn(own.job.origin, place)) return rejected({ kind: 'age-restricted' });
  request.onVisibility?.(own.job.request.visibility ?? 'public');
  const { moderation } = await context.store.guildSettings(guildId);
  const isSpoiler = isSpoilerPlace(moderation, place);
  const showing = await jobShowing(context, own.job, request.bytesMax, isSpoiler);
  return showing === null ? rejected({ kind: 'job-unknown' }) : { kind: 'shown', showing };
}

const asSpoiler = (file: Attachment): Attachment => ({ ...file, isSpoiler: true });

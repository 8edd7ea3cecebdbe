import type { GuildId, UserId } from '#domain/ids.ts';
import { type JobId, parseJobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Showing, ShowOutcome } from './application.ts';
import type { Inside } from './inside.ts';
import { jobOffer } from './job-offer.ts';

/** Files stay below what every server takes, whatever a message claims (see the edge's rules). */
const ATTACHMENT_BYTES_MAX = 10 * 1024 * 1024;

/** A finished job with its picture from the archive; null when the archive lost it. */
export async function jobShowing(
  inside: Inside,
  job: Job,
  bytesMax = job.origin.attachmentBytesMax,
): Promise<Showing | null> {
  const picture = job.result?.composite ?? job.result?.cells[0]?.picture;
  if (picture === undefined) return null;
  const bytes = await inside.archive.get(picture.key);
  if (bytes === null) return null;
  const attachment = await inside.pictures.fitToLimit(
    { bytes, mediaType: picture.mediaType },
    Math.min(bytesMax, ATTACHMENT_BYTES_MAX),
  );
  const pressed = await inside.store.pressedOn(job.id);
  return { job, attachment, buttons: jobOffer(inside, job), pressed };
}

/** `/show`: one of the person's own finished jobs, however old, with the buttons it has today. */
export async function showJob(
  inside: Inside,
  request: { readonly guildId: GuildId; readonly userId: UserId; readonly jobId: string },
): Promise<ShowOutcome> {
  const id: JobId | null = parseJobId(request.jobId.trim().toLowerCase());
  const job = id === null ? null : await inside.store.findJob(id);
  if (job === null || job.origin.guildId !== request.guildId) {
    return { kind: 'rejected', rejection: { kind: 'job-unknown' } };
  }
  if (job.origin.userId !== request.userId) {
    return { kind: 'rejected', rejection: { kind: 'not-yours' } };
  }
  if (job.state === 'failed' || job.state === 'cancelled') {
    return { kind: 'rejected', rejection: { kind: 'job-not-shown', state: job.state } };
  }
  if (job.result === null) return { kind: 'rejected', rejection: { kind: 'job-unfinished' } };
  const showing = await jobShowing(inside, job);
  return showing === null
    ? { kind: 'rejected', rejection: { kind: 'job-unknown' } }
    : { kind: 'shown', showing };
}

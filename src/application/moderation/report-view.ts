import type { AppContext } from '#application/app-context.ts';
import { jobLink } from '#application/views/job-link.ts';
import { pageUrlOf } from '#application/views/job-page.ts';
import { isJobWithdrawn, takenDownKey } from '#application/views/linked-outcome.ts';
import { ALL_SERVERS } from '#domain/guild-settings.ts';
import type { JobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { wholePicture } from '#domain/result.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { ReportDecision, ReportView } from '#ports/report-desk.ts';

/** The key of the one act by which a job's reports were dismissed. */
export const dismissedKey = (id: JobId): string => `report-dismissed:${id}`;

/** Where a job can still be seen. Null links for a job that was removed. */
export async function whereSeen(
  { store, links }: Pick<AppContext, 'store' | 'links'>,
  job: Job,
): Promise<Pick<ReportView, 'messageUrl' | 'pageUrl' | 'isGone'>> {
  return (await isJobWithdrawn(store, job))
    ? { messageUrl: null, pageUrl: null, isGone: true }
    : { messageUrl: jobLink(job), pageUrl: await pageUrlOf(links, job), isGone: false };
}

/** The report of a job and the decisions about it; null if nobody reported it. */
export async function reportView(
  { store, links }: Pick<AppContext, 'store' | 'links'>,
  job: Job,
): Promise<ReportView | null> {
  const decided = async (key: string): Promise<ReportDecision | null> => {
    const found = await store.findDecision(key);
    return found === null ? null : { author: found.author, atMs: found.atMs };
  };
  const [remarks, seenAt, takenDown, dismissed, everywhere] = await Promise.all([
    store.remarksOn(job.id),
    whereSeen({ store, links }, job),
    decided(takenDownKey(job.id)),
    decided(dismissedKey(job.id)),
    store.guildSettings(ALL_SERVERS),
  ]);
  const first = remarks.find(({ kind }) => kind === 'report');
  if (first === undefined) return null;
  const isBlocked = everywhere.moderation.blockedMembers.includes(job.origin.userId);
  const { userId: reporterId, atMs } = first;
  return { job, reporterId, atMs, ...seenAt, takenDown, dismissed, isBlocked };
}

/** A small picture of a job's result; null if it has none, or its file is gone. */
export async function smallPicture(
  { archive, pictures }: Pick<AppContext, 'archive' | 'pictures'>,
  { result }: Job,
): Promise<Attachment | null> {
  const picture = wholePicture(result);
  const bytes = picture === undefined ? null : await archive.get(picture.key);
  return bytes === null ? null : pictures.preview(bytes);
}

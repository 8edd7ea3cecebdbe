/** Lists of jobs that a person may see. Discord decides who sees which channel. */

import type { ChannelId, GuildId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { isHiddenFrom } from '#domain/job-visibility.ts';
import type { JobLists, JobStore } from '#ports/job-store.ts';
import type { RemarkStore } from '#ports/remark-store.ts';
import { isRemoved } from './linked-outcome.ts';

/** How many of another person's latest jobs are searched for visible ones. */
const SEARCHED_MAX = 100;

/** Jobs rated with 😍, without those that their owners have hidden or removed since. */
export async function favouriteJobs(
  { store }: { readonly store: JobStore & JobLists & RemarkStore },
  guildId: GuildId,
  userId: UserId,
  limit: number,
): Promise<readonly Job[]> {
  const seen: Job[] = [];
  for (const job of await store.favouriteJobs(guildId, userId, limit)) {
    if (await isShownTo(store, job, userId)) seen.push(job);
  }
  return seen;
}

/** A person's latest jobs: all of one's own; another person's only if posted in the asker's channel. */
export async function recentJobs(
  { store }: { readonly store: JobStore & JobLists & RemarkStore },
  asked: {
    readonly guildId: GuildId;
    readonly channelId: ChannelId;
    readonly askerId: UserId;
    readonly personId: UserId;
  },
  limit: number,
): Promise<readonly Job[]> {
  const { guildId, channelId, askerId, personId } = asked;
  if (askerId === personId) return store.recentJobs(guildId, personId, limit);
  const seen: Job[] = [];
  for (const job of await store.recentJobs(guildId, personId, SEARCHED_MAX)) {
    if (seen.length === limit) break;
    if (await isPostedIn(store, job, { channelId, userId: askerId })) seen.push(job);
  }
  return seen;
}

/** Whether the result is in the channel and visible to the person. */
export async function isPostedIn(
  store: RemarkStore,
  job: Job,
  { channelId, userId }: { readonly channelId: ChannelId; readonly userId: UserId },
): Promise<boolean> {
  // The asker may not see other channels, and a prompt reveals as much as a picture.
  const isHere = job.finalMessageId !== null && job.finalChannelId === channelId;
  return isHere && isShownTo(store, job, userId);
}

/** Owners still see jobs that were removed for everyone else. */
async function isShownTo(store: RemarkStore, job: Job, userId: UserId): Promise<boolean> {
  if (isHiddenFrom(job, userId)) return false;
  return job.origin.userId === userId || !(await isRemoved(store, job.id));
}

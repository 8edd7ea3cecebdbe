import type { AppContext } from '#application/app-context.ts';
import { favouriteJobs } from '#application/views/seen-jobs.ts';
import type { Account } from '#domain/credits.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Visibility } from '#domain/member-settings.ts';
import type { Speed } from '#domain/speed.ts';
import { quotaInfo } from './quota-info.ts';

/** A member's own view of their work and of the server's credits. */
export type MemberInfo = {
  readonly account: Account;
  readonly monthlyCredits: number;
  readonly renewsAtMs: number;
  /** The speed and visibility of their new jobs. */
  readonly speed: Speed;
  readonly visibility: Visibility;
  readonly queued: readonly Job[];
  readonly running: readonly Job[];
  readonly recent: readonly Job[];
  /** Finished, but could not be posted anywhere: `/show` brings them back. */
  readonly withheld: readonly Job[];
  /** Jobs that the person rated with 😍, newest first. */
  readonly favourites: readonly Job[];
};

/** The most jobs in each list. */
export const LISTED_MAX = 10;

/** `/info`: a person's own work in a server, and what the server can still spend. */
export async function memberInfo(
  context: AppContext,
  guildId: GuildId,
  userId: UserId,
): Promise<MemberInfo> {
  const { store } = context;
  const [quota, settings, unfinished, recent, withheld, favourites] = await Promise.all([
    quotaInfo(context, guildId),
    store.memberSettings(userId),
    store.unfinishedJobs(guildId, userId),
    store.recentJobs(guildId, userId, LISTED_MAX),
    store.withheldJobs(guildId, userId, LISTED_MAX),
    favouriteJobs(context, guildId, userId, LISTED_MAX),
  ]);
  const { account, monthlyCredits, renewsAtMs } = quota;
  return {
    account,
    monthlyCredits,
    renewsAtMs,
    speed: settings.speed ?? 'fast',
    visibility: settings.visibility,
    queued: unfinished.filter(({ state }) => state === 'queued'),
    running: unfinished.filter(({ state }) => state !== 'queued'),
    recent,
    withheld,
    favourites,
  };
}

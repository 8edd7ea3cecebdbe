import type { MemberInfo } from '#application/application.ts';
import type { Inside } from '#application/inside.ts';
import { favouriteJobs } from '#application/views/seen-jobs.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import { quotaInfo } from './quota-info.ts';

const LISTED_MAX = 10;

/** `/info`: a person's own work in a server, and what the server can still spend. */
export async function memberInfo(
  inside: Inside,
  guildId: GuildId,
  userId: UserId,
): Promise<MemberInfo> {
  const { store } = inside;
  const [quota, settings, unfinished, recent, withheld, favourites] = await Promise.all([
    quotaInfo(inside, guildId),
    store.memberSettings(userId),
    store.unfinishedJobs(guildId, userId),
    store.recentJobs(guildId, userId, LISTED_MAX),
    store.withheldJobs(guildId, userId, LISTED_MAX),
    favouriteJobs(inside, guildId, userId, LISTED_MAX),
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

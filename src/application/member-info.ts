import { renewsAtMs } from '#domain/credits.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { CreditsInfo, MemberInfo } from './application.ts';
import type { Inside } from './inside.ts';

const LISTED_MAX = 10;

/** `/info`: a person's own work in a server, and what the server can still spend. */
export async function memberInfo(
  inside: Inside,
  guildId: GuildId,
  userId: UserId,
): Promise<MemberInfo> {
  const { store, settings } = inside;
  const nowMs = inside.clock.nowMs();
  const [account, unfinished, recent, withheld] = await Promise.all([
    store.account(guildId, settings.monthlyCredits, nowMs),
    store.unfinishedJobs(guildId, userId),
    store.recentJobs(guildId, userId, LISTED_MAX),
    store.withheldJobs(guildId, userId, LISTED_MAX),
  ]);
  return {
    account,
    monthlyCredits: settings.monthlyCredits,
    renewsAtMs: renewsAtMs(nowMs),
    queued: unfinished.filter(({ state }) => state === 'queued'),
    running: unfinished.filter(({ state }) => state !== 'queued'),
    recent,
    withheld,
  };
}

/** `/credits`: what a server has left and its newest bookings. */
export async function creditsInfo(inside: Inside, guildId: GuildId): Promise<CreditsInfo> {
  const { store, settings } = inside;
  const nowMs = inside.clock.nowMs();
  const account = await store.account(guildId, settings.monthlyCredits, nowMs);
  return {
    account,
    monthlyCredits: settings.monthlyCredits,
    renewsAtMs: renewsAtMs(nowMs),
    entries: await store.entries(guildId, LISTED_MAX),
  };
}

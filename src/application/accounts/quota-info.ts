import type { AppContext } from '#application/app-context.ts';
import type { GuildId } from '#domain/ids.ts';
import { periodAt } from '#domain/period.ts';
import { quotaTerms } from '#domain/quota.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { CreditStore } from '#ports/credit-store.ts';
import type { GuildStore } from '#ports/member-store.ts';
import type { QuotaInfo } from './credit-service.ts';

/** A server's account after all due bookings, with its settings and grants. */
export async function quotaInfo(
  {
    store,
    clock,
    settings: { monthlyCredits, memberQueue },
  }: Pick<AppContext, 'clock' | 'settings'> & { readonly store: CreditStore & GuildStore },
  guildId: GuildId,
): Promise<QuotaInfo> {
  const nowMs = clock.nowMs();
  const account = await store.account(guildId, monthlyCredits, nowMs);
  const [settings, grants] = await Promise.all([
    store.guildSettings(guildId),
    store.openGrants(guildId),
  ]);
  const terms = quotaTerms(settings, monthlyCredits);
  return {
    account,
    settings,
    monthlyCredits: terms.monthlyCredits,
    renewsAtMs: periodAt(nowMs, terms).endsAtMs,
    grants,
    memberQueue,
  };
}

/** The refusal of a batch that the server cannot pay for; null if it can, or if it continues with relaxed jobs. */
export const shortOfCredits = (
  { account, settings, renewsAtMs }: Pick<QuotaInfo, 'account' | 'settings' | 'renewsAtMs'>,
  neededCredits: number,
): Rejection | null =>
  neededCredits > account.available && settings.limits.atZero !== 'relax'
    ? {
        kind: 'credits-exhausted',
        neededCredits,
        availableCredits: account.available,
        renewsAtMs,
      }
    : null;

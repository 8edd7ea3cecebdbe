import type { Discord } from '#playground/discord/discord.ts';
import { postEvent } from '#playground/discord/endpoint/post-event.ts';
import type { Entitlement, Subscription } from './sales-book.ts';

/** Who buys what for which server. */
export type Purchase = {
  /** Null: the person buys it for themselves. */
  readonly guildId: string | null;
  readonly userId: string;
  readonly skuId: string;
};

const MONTH_MS = 30 * 24 * 60 * 60_000;

/** By webhook events Discord tells of entitlements alone. */
const tell = (discord: Discord, name: string, data: object): void => {
  discord.dispatch({ name, data, intent: null, guildId: null });
  if (name.startsWith('ENTITLEMENT_')) void postEvent(discord, name, data);
};

const entitlementOf = (discord: Discord, { guildId, userId, skuId }: Purchase): Entitlement => ({
  id: discord.mint.snowflake(),
  sku_id: skuId,
  application_id: discord.world.applicationId,
  user_id: userId,
  ...(guildId === null ? {} : { guild_id: guildId }),
  type: 8,
  deleted: false,
  starts_at: null,
  ends_at: null,
});

/** A consumable is bought for a server; the id of the entitlement. */
export const buyOnce = (discord: Discord, purchase: Purchase): string => {
  const entitlement = { ...entitlementOf(discord, purchase), consumed: false };
  discord.sales.entitlements.set(entitlement.id, entitlement);
  tell(discord, 'ENTITLEMENT_CREATE', entitlement);
  return entitlement.id;
};

/** A subscription for a server begins; its id. */
export const subscribe = (discord: Discord, purchase: Purchase): string => {
  const entitlement = entitlementOf(discord, purchase);
  discord.sales.entitlements.set(entitlement.id, entitlement);
  tell(discord, 'ENTITLEMENT_CREATE', entitlement);
  const nowMs = discord.clock.nowMs();
  const subscription: Subscription = {
    id: discord.mint.snowflake(),
    user_id: purchase.userId,
    sku_ids: [purchase.skuId],
    entitlement_ids: [entitlement.id],
    renewal_sku_ids: null,
    current_period_start: new Date(nowMs).toISOString(),
    current_period_end: new Date(nowMs + MONTH_MS).toISOString(),
    status: 0,
    canceled_at: null,
  };
  discord.sales.subscriptions.set(subscription.id, subscription);
  tell(discord, 'SUBSCRIPTION_CREATE', subscription);
  return subscription.id;
};

/** The subscription's next period begins: no entitlement tells of it, only the subscription. */
export const renew = (discord: Discord, subscriptionId: string): void => {
  const known = discord.sales.subscriptions.get(subscriptionId);
  if (known === undefined) throw new Error(`There is no subscription ${subscriptionId}.`);
  const current_period_start = known.current_period_end;
  const endsAtMs = Date.parse(current_period_start) + MONTH_MS;
  const current_period_end = new Date(endsAtMs).toISOString();
  const renewed = { ...known, current_period_start, current_period_end };
  discord.sales.subscriptions.set(subscriptionId, renewed);
  tell(discord, 'SUBSCRIPTION_UPDATE', renewed);
};

/** The subscription and what it gives end now, before the period is over. */
export const endSubscription = (discord: Discord, subscriptionId: string): void => {
  const known = discord.sales.subscriptions.get(subscriptionId);
  if (known === undefined) throw new Error(`There is no subscription ${subscriptionId}.`);
  for (const id of known.entitlement_ids) {
    const entitlement = discord.sales.entitlements.get(id);
    if (entitlement === undefined) continue;
    const ended = { ...entitlement, ends_at: new Date(discord.clock.nowMs()).toISOString() };
    discord.sales.entitlements.set(id, ended);
    tell(discord, 'ENTITLEMENT_UPDATE', ended);
  }
  const inactive: Subscription = { ...known, status: 1 };
  discord.sales.subscriptions.set(subscriptionId, inactive);
  tell(discord, 'SUBSCRIPTION_UPDATE', inactive);
};

/** What a subscription gives is an entitlement; its id. */
export const entitlementOfSubscription = (discord: Discord, subscriptionId: string): string =>
  discord.sales.subscriptions.get(subscriptionId)?.entitlement_ids[0] ?? '';

/** The buyer gets the money back. */
export const payBack = (discord: Discord, entitlementId: string): void => {
  const known = discord.sales.entitlements.get(entitlementId);
  if (known === undefined) throw new Error(`There is no entitlement ${entitlementId}.`);
  const deleted = { ...known, deleted: true };
  discord.sales.entitlements.set(entitlementId, deleted);
  tell(discord, 'ENTITLEMENT_DELETE', deleted);
};

import { refusal } from '#playground/discord/discord-error.ts';
import { ownApplication } from '#playground/discord/rest/access.ts';
import {
  noContent,
  ok,
  parameter,
  type Route,
  type RouteHandler,
} from '#playground/discord/rest/rest-request.ts';

const PAGE = 100;

const list: RouteHandler = (request, discord) => {
  ownApplication(discord, request);
  const after = BigInt(request.query.get('after') ?? 0);
  const limit = Number(request.query.get('limit') ?? PAGE);
  // Ended ones are listed unless it is said otherwise, deleted ones only when it is.
  const excludesEnded = request.query.get('exclude_ended') === 'true';
  const excludesDeleted = request.query.get('exclude_deleted') !== 'false';
  const nowMs = discord.clock.nowMs();
  const isEnded = (endsAt: string | null) => endsAt !== null && Date.parse(endsAt) <= nowMs;
  const listed = [...discord.sales.entitlements.values()].filter(
    ({ id, deleted, ends_at: endsAt }) =>
      BigInt(id) > after && !(excludesDeleted && deleted) && !(excludesEnded && isEnded(endsAt)),
  );
  return ok(listed.slice(0, limit));
};

const get: RouteHandler = (request, discord) => {
  ownApplication(discord, request);
  const found = discord.sales.entitlements.get(parameter(request, 'entitlement_id'));
  if (found === undefined) throw refusal('unknown-route');
  return ok(found);
};

const consume: RouteHandler = (request, discord) => {
  ownApplication(discord, request);
  const found = discord.sales.entitlements.get(parameter(request, 'entitlement_id'));
  if (found?.consumed === undefined) throw refusal('unknown-route');
  discord.sales.entitlements.set(found.id, { ...found, consumed: true });
  return noContent;
};

const subscriptions: RouteHandler = (request, discord) => {
  const sku = parameter(request, 'sku_id');
  const user = request.query.get('user_id');
  const all = [...discord.sales.subscriptions.values()];
  return ok(all.filter(({ sku_ids, user_id }) => sku_ids.includes(sku) && user_id === user));
};

const APPLICATION = '/applications/{application_id}/entitlements';

/** What was bought for the application. */
export const entitlementRoutes: readonly Route[] = (
  [
    ['list-entitlements', 'GET', APPLICATION, list],
    ['get-entitlement', 'GET', `${APPLICATION}/{entitlement_id}`, get],
    ['consume-entitlement', 'POST', `${APPLICATION}/{entitlement_id}/consume`, consume],
    ['list-subscriptions', 'GET', '/skus/{sku_id}/subscriptions', subscriptions],
  ] as const
).map(([name, method, path, handle]) => ({
  name,
  method,
  path,
  bucket: 'read',
  needsBot: true,
  handle,
}));

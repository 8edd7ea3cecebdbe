/**
 * Turns Discord's sales into credits: a one-time purchase is booked by its entitlement and then consumed, a
 * subscription by each of its periods; refunds are taken back. Relies on the ledger's keys: events may come twice,
 * late, or not at all, and a catch-up at start, with each new session and after a failure finds missed ones. Sales to a
 * person are never booked: credits belong to servers.
 */
import { GatewayDispatchEvents, Routes, SubscriptionStatus } from 'discord-api-types/v10';
import { z } from 'zod';
import type { CreditService } from '#application/accounts/credit-service.ts';
import type { DiscordFailure } from '#discord/rest/discord-failures.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { snowflake } from '#discord/rest/snowflake.ts';
import { guildId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';

const entitlementSchema = z.object({
  id: snowflake,
  sku_id: snowflake,
  user_id: snowflake.nullish(),
  guild_id: snowflake.nullish(),
  deleted: z.boolean().nullish(),
  consumed: z.boolean().nullish(),
  ends_at: z.iso.datetime({ offset: true }).nullish(),
});
type Entitlement = z.infer<typeof entitlementSchema>;

const subscriptionSchema = z.object({
  id: snowflake,
  sku_ids: z.array(snowflake),
  entitlement_ids: z.array(snowflake),
  current_period_start: z.iso.datetime({ offset: true }),
  current_period_end: z.iso.datetime({ offset: true }),
  status: z.number(),
});
type Subscription = z.infer<typeof subscriptionSchema>;

/** An entitlement that ends within this time counts as ended. */
const CLOCKS_DIFFER_MS = 60_000;

/** Discord's largest page (docs.discord.com, Entitlements). */
const PAGE = 100;

/** The first and longest pause before a catch-up after a failed request. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;

/** The pause before a sale is retried that could not be saved, for example on a full disk. */
const UNBOOKED_PAUSE_MS = 10_000;

/** Turns Discord's entitlements into grants. */
export type Sales = {
  /** Takes a gateway event; anything but sales and new sessions is ignored. */
  handle(name: string, payload: unknown): void;
  /** Books sales made while the bot was offline. */
  catchUp(): Promise<void>;
  /** Resolves when all events so far are handled. */
  idle(): Promise<void>;
  /** Stops; missing sales are found at the next start. */
  close(): Promise<void>;
};

/** Handles sales of the given SKUs. */
export function createSales(edge: {
  readonly rest: DiscordRest;
  readonly applicationId: string;
  /** Credits by SKU; other SKUs are ignored. */
  readonly skus: {
    readonly [sku: string]: { readonly credits: number; readonly isMonthly: boolean };
  };
  readonly service: Pick<CreditService, 'sell' | 'endSale'>;
  /** A person paid and no server got credits: only the operator can refund it. */
  readonly onSoldToPerson: (entitlement: string, userId: string | null) => void;
  readonly clock: Clock;
  readonly log: Log;
}): Sales {
  const { rest, applicationId, skus, service, clock, log } = edge;
  const closing = new AbortController();
  let underway: Promise<void> = Promise.resolve();
  let isPausing = false;
  let isCatchUpNext = false;
  let failures = 0;

  /** Schedules a catch-up after a failed request about a sale. */
  function missed({ kind }: DiscordFailure): void {
    if (kind !== 'retry' || isPausing) return;
    lookLater(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS));
    failures += 1;
  }

  function lookLater(pauseMs: number): void {
    if (isPausing || closing.signal.aborted) return;
    isPausing = true;
    void clock.sleepUntil(clock.nowMs() + pauseMs, closing.signal).then(() => {
      isPausing = false;
      if (!closing.signal.aborted) void enqueue(catchUp);
    });
  }

  async function readEntitlement(id: string): Promise<Entitlement | null> {
    const route = Routes.entitlement(applicationId, id);
    const reply = await rest.ask({ method: 'get', route, as: 'bot', reads: entitlementSchema });
    if (reply.kind === 'ok') return reply.value;
    log.warn({ entitlement: id, detail: reply.failure.detail }, 'entitlement not fetched');
    missed(reply.failure);
    return null;
  }

  async function takeEntitlement(entitlement: Entitlement): Promise<void> {
    const { id, sku_id: sku, guild_id: guild } = entitlement;
    const sold = skus[sku];
    if (sold === undefined) return;
    if (entitlement.deleted === true) return service.endSale(id, 'paid-back');
    if (!guild) {
      // Left unconsumed, so that it can be refunded; reported again at every start.
      const facts = { entitlement: id, sku, user: entitlement.user_id };
      log.warn(facts, 'sold to a person, not to a server: nothing was booked');
      edge.onSoldToPerson(id, entitlement.user_id ?? null);
      return;
    }
    if (sold.isMonthly) {
      // A subscription is booked by its periods; the entitlement shows whether it continues.
      if (!isRunning(entitlement, clock.nowMs())) await service.endSale(id, 'ended');
      return;
    }
    const reason = 'bought on Discord';
    const { credits } = sold;
    const sale = { guildId: guildId(guild), credits, reason, expiresAtMs: null };
    await service.sell({ ...sale, sale: id, key: `entitlement:${id}` });
    if (entitlement.consumed !== false) return;
    // After a crash before this line the next start finds it unconsumed, and the key prevents a second booking.
    const route = Routes.consumeEntitlement(applicationId, id);
    const reply = await rest.ask({ method: 'post', route, as: 'bot', reads: z.unknown() });
    if (reply.kind === 'failed') {
      log.warn({ entitlement: id, detail: reply.failure.detail }, 'purchase not consumed yet');
      missed(reply.failure);
    }
  }

  async function takeSubscription(subscription: Subscription): Promise<void> {
    // A cancelled subscription still runs to the end of its paid period.
    if (subscription.status === SubscriptionStatus.Inactive) return;
    const startsAtMs = Date.parse(subscription.current_period_start);
    const expiresAtMs = Date.parse(subscription.current_period_end);
    for (const id of subscription.entitlement_ids) {
      const entitlement = await readEntitlement(id);
      const sold = skus[entitlement?.sku_id ?? ''];
      const guild = entitlement?.guild_id;
      if (!guild || sold?.isMonthly !== true || entitlement?.deleted === true) continue;
      if (!isRunning(entitlement, clock.nowMs())) continue;
      const { credits } = sold;
      const key = `subscription:${subscription.id}:${startsAtMs}:${entitlement?.sku_id}`;
      const reason = 'subscription on Discord';
      await service.sell({ guildId: guildId(guild), credits, reason, expiresAtMs, key, sale: id });
    }
  }

  async function take(name: string, payload: unknown): Promise<void> {
    if (name.startsWith('ENTITLEMENT_')) {
      const read = entitlementSchema.safeParse(payload);
      if (!read.success) return log.warn({ name }, 'entitlement not readable');
      const deleted = name === 'ENTITLEMENT_DELETE' ? { deleted: true } : {};
      await takeEntitlement({ ...read.data, ...deleted });
    } else if (name === 'SUBSCRIPTION_CREATE' || name === 'SUBSCRIPTION_UPDATE') {
      const read = subscriptionSchema.safeParse(payload);
      if (!read.success) return log.warn({ name }, 'subscription not readable');
      await takeSubscription(read.data);
    }
  }

  async function catchUpSubscriptions({ sku_id: sku, user_id: user }: Entitlement): Promise<void> {
    if (!user) return;
    const reply = await rest.ask({
      method: 'get',
      route: Routes.skuSubscriptions(sku),
      as: 'bot',
      query: new URLSearchParams({ user_id: user }),
      reads: z.array(subscriptionSchema),
    });
    if (reply.kind === 'failed') {
      log.warn({ sku, detail: reply.failure.detail }, 'subscriptions could not be read');
      missed(reply.failure);
      return;
    }
    for (const subscription of reply.value) await takeSubscription(subscription);
  }

  async function catchUp(): Promise<void> {
    for (let after = '0'; ; ) {
      const reply = await rest.ask({
        method: 'get',
        route: Routes.entitlements(applicationId),
        as: 'bot',
        // Refunds and ends while the bot was offline must be taken back.
        query: new URLSearchParams({ exclude_deleted: 'false', limit: String(PAGE), after }),
        reads: z.array(entitlementSchema),
      });
      if (reply.kind === 'failed') {
        log.warn({ detail: reply.failure.detail }, 'missed sales not read');
        missed(reply.failure);
        return;
      }
      for (const entitlement of reply.value) {
        await takeEntitlement(entitlement);
        const isMonthly = skus[entitlement.sku_id]?.isMonthly === true;
        const isOver = entitlement.deleted === true || !isRunning(entitlement, clock.nowMs());
        if (isMonthly && !isOver) await catchUpSubscriptions(entitlement);
      }
      const last = reply.value.at(-1);
      if (last === undefined || reply.value.length < PAGE) break;
      after = last.id;
    }
    if (!isPausing) failures = 0;
  }

  const enqueue = (work: () => Promise<void>): Promise<void> => {
    underway = underway.then(work).catch((error: unknown) => {
      // A full disk or an unreachable database; Discord's list still has the sale.
      log.error({ error }, 'sale not booked');
      lookLater(UNBOOKED_PAUSE_MS);
    });
    return underway;
  };

  return {
    handle: (name, payload) => {
      if (name !== GatewayDispatchEvents.Ready) void enqueue(() => take(name, payload));
      // A new session: earlier events are lost. Many shards start at once, so one catch-up is enough.
      else if (!isCatchUpNext) {
        isCatchUpNext = true;
        void enqueue(() => {
          isCatchUpNext = false;
          return catchUp();
        });
      }
    },
    catchUp: () => enqueue(catchUp),
    idle: () => underway,
    close: async () => {
      closing.abort();
      await underway;
    },
  };
}

/** Without an end, or with a later one, it is running. */
function isRunning({ ends_at: endsAt }: Entitlement, nowMs: number): boolean {
  return !endsAt || Date.parse(endsAt) > nowMs + CLOCKS_DIFFER_MS;
}

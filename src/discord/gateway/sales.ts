/**
 * Discord's own sales, turned into credits: what a server bought once is booked by its entitlement
 * and then consumed, a subscription by each of its periods; what is paid back is taken back. Relies on
 * the ledger's keys: every event may come twice, late, or not at all, and the catch-up at start,
 * with a new session and after a failure finds what was missed. It never books what was sold to a person: credits are a server's.
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

/** An entitlement that ends within this is over. */
const CLOCKS_DIFFER_MS = 60_000;

/** Discord's limit of a page (docs.discord.com, Entitlements). */
const PAGE = 100;

/** What Discord could not be asked is looked for again after this, then less and less often. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;

/** What could not be booked, as on a full disk, is tried again this often: somebody may free the disk at any time. */
const UNBOOKED_PAUSE_MS = 10_000;

/** Turns Discord's entitlements into grants. */
export type Sales = {
  /** Takes an event of the gateway; anything but sales and new sessions is ignored. */
  handle(name: string, payload: unknown): void;
  /** Books what was sold while the bot was away. */
  catchUp(): Promise<void>;
  /** Resolves when everything taken so far has been dealt with. */
  idle(): Promise<void>;
  /** Looks for nothing more; what is missing is found at the next start. */
  close(): Promise<void>;
};

/** Sales of the given SKUs; what was missed while the bot was away is asked for at each new session. */
export function createSales(edge: {
  readonly rest: DiscordRest;
  readonly applicationId: string;
  /** Credits by SKU; what is not named sells nothing of the bot's. */
  readonly skus: {
    readonly [sku: string]: { readonly credits: number; readonly isMonthly: boolean };
  };
  readonly service: Pick<CreditService, 'sell' | 'endSale'>;
  /** Somebody paid and no server got anything: only those who run the bot can pay it back. */
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

  /** Something was sold that could not be asked about: it is found in the list a while later. */
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
      // Left unconsumed, so that it can be paid back; it is told again at every start.
      const facts = { entitlement: id, sku, user: entitlement.user_id };
      log.warn(facts, 'sold to a person, not to a server: nothing was booked');
      edge.onSoldToPerson(id, entitlement.user_id ?? null);
      return;
    }
    if (sold.isMonthly) {
      // What a subscription gives is booked by its periods; the entitlement says whether it goes on.
      if (!isRunning(entitlement, clock.nowMs())) await service.endSale(id, 'ended');
      return;
    }
    const reason = 'bought on Discord';
    const { credits } = sold;
    const sale = { guildId: guildId(guild), credits, reason, expiresAtMs: null };
    await service.sell({ ...sale, sale: id, key: `entitlement:${id}` });
    if (entitlement.consumed !== false) return;
    // A crash before this line: the next start finds it unconsumed, and the key books it no second time.
    const route = Routes.consumeEntitlement(applicationId, id);
    const reply = await rest.ask({ method: 'post', route, as: 'bot', reads: z.unknown() });
    if (reply.kind === 'failed') {
      log.warn({ entitlement: id, detail: reply.failure.detail }, 'purchase not consumed yet');
      missed(reply.failure);
    }
  }

  async function takeSubscription(subscription: Subscription): Promise<void> {
    // One that was cancelled still runs to the end of what was paid for.
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
        // What was paid back or ended while the bot was away has to be taken back.
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
      // A full disk, or a database that is away; Discord's list still has what was sold.
      log.error({ error }, 'sale not booked');
      lookLater(UNBOOKED_PAUSE_MS);
    });
    return underway;
  };

  return {
    handle: (name, payload) => {
      if (name !== GatewayDispatchEvents.Ready) void enqueue(() => take(name, payload));
      // A new session: the events between the last one and this never come. Many shards begin at once: one look is enough.
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

/** Without an end it runs on; one that is to end later runs until then. */
function isRunning({ ends_at: endsAt }: Entitlement, nowMs: number): boolean {
  return !endsAt || Date.parse(endsAt) > nowMs + CLOCKS_DIFFER_MS;
}

/**
 * The connection to Discord: one discord.js client, without intents unless reactions are wanted, so that
 * memory does not grow with the number of servers. Relies on discord.js for sessions, resuming and
 * reconnecting. It never interprets an interaction: payloads go to the router as they came.
 */
import { Client, Events, GatewayDispatchEvents, Routes } from 'discord.js';
import { z } from 'zod';
import { createDiscordRest, type DiscordRest } from '#discord/rest/discord-rest.ts';
import type { Facts } from '#discord/rest/kept-times.ts';
import { createRequestBudget } from '#discord/rest/request-budget.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { clientOptions } from './client-options.ts';
import { createIdentifyThrottle } from './identify-throttle.ts';

/** `ready` alone means that interactions arrive. */
export type GatewayState = 'idle' | 'connecting' | 'ready' | 'reconnecting' | 'closed';

/** Who the bot is, as Discord says at the first connection. */
export type GatewayIdentity = { readonly applicationId: string; readonly botUserId: string };

/** The connection to Discord: REST at once, events once it is connected. */
export type Gateway = {
  /** Usable at once; what the bot posts does not wait for the connection. */
  readonly rest: DiscordRest;
  /** Connects, waiting out outages; throws where the token or an intent is refused. */
  connect(onInteraction: (payload: unknown) => void): Promise<GatewayIdentity>;
  /** Takes reactions as they came; called before the connection. Without their intents none come. */
  onReaction(take: (payload: unknown) => void): void;
  /** Takes events of sales and new sessions, by name, as they came; called before the connection. */
  onSales(take: (name: string, payload: unknown) => void): void;
  /** Takes the event that a server's overrides of commands changed; called before the connection. */
  onOverrides(take: (payload: unknown) => void): void;
  /** Finds out who the bot is without a connection, waiting out outages; throws where the token is refused. */
  identify(): Promise<GatewayIdentity>;
  state(): GatewayState;
  /** Null before the first connection. */
  identity(): GatewayIdentity | null;
  /** No interaction is taken after this. */
  close(): Promise<void>;
};

/** They come without any intent; with a new session some may have been missed. */
const SALES = [
  GatewayDispatchEvents.Ready,
  GatewayDispatchEvents.EntitlementCreate,
  GatewayDispatchEvents.EntitlementUpdate,
  GatewayDispatchEvents.EntitlementDelete,
  GatewayDispatchEvents.SubscriptionCreate,
  GatewayDispatchEvents.SubscriptionUpdate,
] as const;

const applicationSchema = z.object({ id: z.string(), bot: z.object({ id: z.string() }) });

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const GOODBYE_MS = 3_000;

/** How many sessions may still begin today; Discord documents the field as always there. */
const sessionLimitSchema = z.object({
  session_start_limit: z.object({ remaining: z.number(), reset_after: z.number() }).nullish(),
});
const FREE = { remaining: 1, reset_after: 0 };

/** A gateway that is not connected yet. The token is not checked here: connecting says whether it is right. */
export function createGateway(options: {
  readonly token: string;
  /** REST base without a version, as `https://discord.com/api`; it names the gateway's address. */
  readonly apiUrl: string;
  readonly reactions: boolean;
  /** Where refusals and beginnings of sessions are remembered over restarts. */
  readonly facts: Facts;
  readonly clock: Clock;
  readonly log: Log;
}): Gateway {
  const { token, clock, log } = options;
  const budget = createRequestBudget(options);
  const throttle = createIdentifyThrottle(options);
  const client = new Client(clientOptions({ ...options, budget, throttle }));
  const rest = createDiscordRest({ rest: client.rest, token, log });
  const closing = new AbortController();
  let state: GatewayState = 'idle';
  let identity: GatewayIdentity | null = null;

  const move = (next: GatewayState, facts = {}) => {
    if (state === next || state === 'closed') return;
    log.info({ ...facts, from: state, to: next }, 'gateway');
    state = next;
  };
  client.on(Events.ShardReady, (shard) => move('ready', { shard }));
  client.on(Events.ShardResume, (shard) => move('ready', { shard }));
  client.on(Events.ShardReconnecting, (shard) => move('reconnecting', { shard }));
  client.on(Events.ShardDisconnect, ({ code }, shard) => {
    // Only closes that are not followed by another try arrive here: a refused token or intent.
    log.error({ code, shard }, 'the gateway closed for good');
    move('closed');
  });
  client.on(Events.Invalidated, () => move('closed'));
  client.on(Events.Warn, (message) => log.warn({ message }, 'discord.js warns'));
  // Without these listeners a passing fault of the socket would end the process.
  client.on(Events.Error, (error) => log.error({ error }, 'discord.js'));
  client.on(Events.ShardError, (error, shard) => log.warn({ error, shard }, 'gateway socket'));

  // Asked before discord.js does: its client cannot be used again after a connection that failed.
  async function waitForDiscord(until: 'session' | 'identity'): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const reply = await rest.ask({
        method: 'get',
        route: Routes.gatewayBot(),
        as: 'bot',
        reads: sessionLimitSchema,
      });
      if (reply.kind === 'ok') {
        const { remaining, reset_after: resetMs } = reply.value.session_start_limit ?? FREE;
        if (remaining > 0 || until === 'identity') return;
        log.error({ resetMs }, 'no session is left for today: too many began');
        await clock.sleepUntil(clock.nowMs() + Math.max(resetMs, LONGEST_PAUSE_MS), closing.signal);
        if (closing.signal.aborted) throw new Error('closed while connecting to Discord');
        continue;
      }
      const { kind, detail } = reply.failure;
      if (kind !== 'retry' || detail.startsWith('401')) {
        throw new Error(`Discord does not take the bot's token: check DISCORD_TOKEN (${detail})`);
      }
      if (closing.signal.aborted) throw new Error('closed while connecting to Discord');
      log.warn({ detail, pauseMs }, 'Discord cannot be reached yet');
      await clock.sleepUntil(clock.nowMs() + pauseMs, closing.signal);
    }
  }

  return {
    rest,
    state: () => state,
    identity: () => identity,
    onReaction: (take) => {
      // As with interactions, the payload says more than a cache that holds nothing.
      client.ws.on(GatewayDispatchEvents.MessageReactionAdd, (payload: unknown) => {
        if (!closing.signal.aborted) take(payload);
      });
    },
    onSales: (take) => {
      for (const name of SALES) {
        client.ws.on(name, (payload: unknown) => {
          if (!closing.signal.aborted) take(name, payload);
        });
      }
    },
    onOverrides: (take) => {
      client.ws.on(GatewayDispatchEvents.ApplicationCommandPermissionsUpdate, take);
    },
    connect: async (onInteraction) => {
      move('connecting');
      // The raw payload has everything that is needed; caches would only say less, later.
      client.ws.on(GatewayDispatchEvents.InteractionCreate, (payload: unknown) => {
        if (!closing.signal.aborted) onInteraction(payload);
      });
      const ready = new Promise<Client<true>>((resolve) => {
        client.once(Events.ClientReady, resolve);
      });
      await budget.load();
      await waitForDiscord('session');
      await client.login(token);
      const { application, user } = await ready;
      identity = { applicationId: application.id, botUserId: user.id };
      move('ready');
      return identity;
    },
    identify: async () => {
      await budget.load();
      await waitForDiscord('identity');
      const reply = await rest.ask({
        method: 'get',
        route: Routes.currentApplication(),
        as: 'bot',
        reads: applicationSchema,
      });
      if (reply.kind === 'failed') throw new Error(`who the bot is: ${reply.failure.detail}`);
      identity = { applicationId: reply.value.id, botUserId: reply.value.bot.id };
      return identity;
    },
    close: async () => {
      closing.abort();
      move('closed');
      // discord.js waits for the socket's own goodbye, which never comes in the middle of a reconnect.
      const patience = new AbortController();
      const late = clock.sleepUntil(clock.nowMs() + GOODBYE_MS, patience.signal);
      await Promise.race([client.destroy(), late]);
      patience.abort();
    },
  };
}

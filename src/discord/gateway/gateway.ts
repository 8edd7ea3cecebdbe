/**
 * The connection to Discord: sessions of @discordjs/ws, as many shards as Discord asks for, without intents unless
 * reactions are wanted, so that nothing grows with the number of servers. Relies on that library for resuming and
 * reconnecting, and on sessions being kept over restarts. It never interprets an interaction: payloads go to the router
 * as they came.
 */
import { REST } from '@discordjs/rest';
import { CloseCodes, WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import {
  GatewayCloseCodes,
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  GatewayIntentBits,
  Routes,
} from 'discord-api-types/v10';
import { z } from 'zod';
import { budgetedRest } from '#discord/rest/budgeted-rest.ts';
import { createDiscordRest } from '#discord/rest/discord-rest.ts';
import type { Facts } from '#discord/rest/kept-times.ts';
import { createRequestBudget } from '#discord/rest/request-budget.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { createDiscordClock } from './discord-clock.ts';
import type { Gateway, GatewayIdentity, GatewayState } from './gateway-port.ts';
import { createIdentifyThrottle } from './identify-throttle.ts';
import { createKeptSessions } from './kept-sessions.ts';

/** They come without any intent; with a new session some may have been missed. */
const SALES = [
  GatewayDispatchEvents.Ready,
  GatewayDispatchEvents.EntitlementCreate,
  GatewayDispatchEvents.EntitlementUpdate,
  GatewayDispatchEvents.EntitlementDelete,
  GatewayDispatchEvents.SubscriptionCreate,
  GatewayDispatchEvents.SubscriptionUpdate,
] as const;

/** Closes after which connecting again would end the same way (docs.discord.com, Gateway close codes). */
const FATAL: ReadonlySet<number> = new Set([
  GatewayCloseCodes.AuthenticationFailed,
  GatewayCloseCodes.InvalidShard,
  GatewayCloseCodes.ShardingRequired,
  GatewayCloseCodes.InvalidAPIVersion,
  GatewayCloseCodes.InvalidIntents,
  GatewayCloseCodes.DisallowedIntents,
]);

const REACTION_INTENTS =
  GatewayIntentBits.GuildMessageReactions | GatewayIntentBits.DirectMessageReactions;

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
  readonly uptimeMs: () => number;
  readonly log: Log;
}): Gateway {
  const { token, clock, log } = options;
  const budget = createRequestBudget(options);
  const throttle = createIdentifyThrottle(options);
  const discordClock = createDiscordClock(options.uptimeMs);
  const budgeted = budgetedRest(budget);
  const library = new REST({
    ...budgeted,
    makeRequest: async (...request) => {
      const reply = await budgeted.makeRequest(...request);
      discordClock.learn(reply.headers.get('date'));
      return reply;
    },
    api: options.apiUrl,
  }).setToken(token);
  const rest = createDiscordRest({ rest: library, token, log });
  const sessions = createKeptSessions(options);
  const closing = new AbortController();
  const takers = new Map<string, (payload: unknown) => void>();
  /** By shard; every one of them is ready where the bot is. */
  const ready = new Map<number, boolean>();
  let state: GatewayState = 'idle';
  let identity: GatewayIdentity | null = null;

  const manager = new WebSocketManager({
    token,
    intents: options.reactions ? REACTION_INTENTS : 0,
    rest: library,
    buildIdentifyThrottler: () => throttle,
    retrieveSessionInfo: sessions.retrieve,
    updateSessionInfo: sessions.update,
  });

  const move = (next: GatewayState, facts = {}) => {
    if (state === next || state === 'closed') return;
    log.info({ ...facts, from: state, to: next }, 'gateway');
    state = next;
  };
  const shardReady = ({ shardId: shard }: { readonly shardId: number }) => {
    ready.set(shard, true);
    if ([...ready.values()].every(Boolean) && state === 'reconnecting') move('ready', { shard });
  };
  manager.on(WebSocketShardEvents.Ready, ({ data, shardId }) => {
    identity = { applicationId: data.application.id, botUserId: data.user.id };
    shardReady({ shardId });
  });
  manager.on(WebSocketShardEvents.Resumed, shardReady);
  manager.on(WebSocketShardEvents.Closed, ({ code, shardId: shard }) => {
    ready.set(shard, false);
    if (FATAL.has(code)) {
      log.error({ code, shard }, 'gateway closed for good');
      move('closed');
    } else if (state === 'ready') move('reconnecting', { code, shard });
  });
  // Without a listener a passing fault of the socket would end the process.
  manager.on(WebSocketShardEvents.Error, ({ error, shardId: shard }) =>
    log.warn({ error, shard }, 'gateway socket'),
  );
  manager.on(WebSocketShardEvents.Dispatch, ({ data }) => {
    if (!closing.signal.aborted) takers.get(data.t)?.(payloadOf(data));
  });

  // Asked before the library does: it gives up after one failure.
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

  async function whoAmI(): Promise<GatewayIdentity> {
    const reply = await rest.ask({
      method: 'get',
      route: Routes.currentApplication(),
      as: 'bot',
      reads: applicationSchema,
    });
    if (reply.kind === 'failed') throw new Error(`who the bot is: ${reply.failure.detail}`);
    return { applicationId: reply.value.id, botUserId: reply.value.bot.id };
  }

  return {
    rest,
    state: () => state,
    shards: () => ready,
    identity: () => identity,
    ageMs: discordClock.ageMs,
    onReaction: (take) => {
      takers.set(GatewayDispatchEvents.MessageReactionAdd, take);
    },
    onSales: (take) => {
      for (const name of SALES) takers.set(name, (payload) => take(name, payload));
    },
    onOverrides: (take) => {
      takers.set(GatewayDispatchEvents.ApplicationCommandPermissionsUpdate, take);
    },
    connect: async (onInteraction) => {
      move('connecting');
      takers.set(GatewayDispatchEvents.InteractionCreate, onInteraction);
      await budget.load();
      await waitForDiscord('session');
      for (const shard of await manager.getShardIds()) ready.set(shard, false);
      await manager.connect();
      // A session that was resumed does not say whose it is.
      identity ??= await whoAmI();
      move('ready', { shards: ready.size });
      return identity;
    },
    identify: async () => {
      await budget.load();
      await waitForDiscord('identity');
      identity = await whoAmI();
      move('standby');
      return identity;
    },
    close: async () => {
      closing.abort();
      move('closed');
      // Before the goodbye: the library takes a session that it closes for ended, and the next process resumes it.
      await sessions.close();
      // The socket's own goodbye never comes in the middle of a reconnect.
      const patience = new AbortController();
      const late = clock.sleepUntil(clock.nowMs() + GOODBYE_MS, patience.signal);
      await Promise.race([manager.destroy({ code: CloseCodes.Resuming }), late]);
      patience.abort();
    },
  };
}

/** What a handler is given: the event's own data. */
const payloadOf = ({ d }: GatewayDispatchPayload): unknown => d;

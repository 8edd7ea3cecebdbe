/**
 * The connection to Discord: the shards of this process, without intents unless reactions are enabled, so that traffic
 * does not grow with the number of servers. Relies on saved sessions to resume after restarts. It never interprets an
 * interaction: the router gets the raw payload.
 */
import { REST } from '@discordjs/rest';
import {
  type APIGatewayBotInfo,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  GatewayIntentBits,
} from 'discord-api-types/v10';
import { z } from 'zod';
import { budgetedRest } from '#discord/rest/budgeted-rest.ts';
import { createDiscordRest } from '#discord/rest/discord-rest.ts';
import { withFewRefusals } from '#discord/rest/few-refusals.ts';
import { createRequestBudget } from '#discord/rest/request-budget.ts';
import type { Facts } from '#discord/rest/stored-times.ts';
import { type GuildId, guildId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { askGateway, askIdentity } from './ask-gateway.ts';
import type { DiscordClock } from './discord-clock.ts';
import type { Gateway, GatewayIdentity, GatewayState, ShardSet } from './gateway-port.ts';
import { createIdentifyThrottle, USUAL_LIMITS } from './identify-throttle.ts';
import { openShard, type ShardConnection, type ShardListeners } from './shard-connection.ts';
import { createStoredSessions } from './stored-sessions.ts';

/** Sent without any intent; some may have been missed before a new session. */
const SALES = [
  GatewayDispatchEvents.Ready,
  GatewayDispatchEvents.EntitlementCreate,
  GatewayDispatchEvents.EntitlementUpdate,
  GatewayDispatchEvents.EntitlementDelete,
  GatewayDispatchEvents.SubscriptionCreate,
  GatewayDispatchEvents.SubscriptionUpdate,
] as const;

/** Close codes after which a reconnect would fail too (docs.discord.com, Gateway close codes). */
const FATAL: ReadonlySet<number> = new Set([
  GatewayCloseCodes.AuthenticationFailed,
  GatewayCloseCodes.InvalidShard,
  GatewayCloseCodes.InvalidAPIVersion,
  GatewayCloseCodes.InvalidIntents,
  GatewayCloseCodes.DisallowedIntents,
]);

const REACTION_INTENTS =
  GatewayIntentBits.GuildMessageReactions | GatewayIntentBits.DirectMessageReactions;

/** How long the gateway information is reused. */
const FRESH_MS = 5_000;

/** Creates an unconnected gateway. The token is checked by connecting. */
export function createGateway(options: {
  readonly token: string;
  /** REST base URL without a version, as `https://discord.com/api`; it also provides the gateway's address. */
  readonly apiUrl: string;
  readonly reactions: boolean;
  /** The number of shards; absent: Discord's recommendation. */
  readonly shards?: number | null;
  /** Whether this process certainly holds its shards; absent: it is the only process. */
  readonly isCertain?: () => boolean;
  /** Keeps refusals and session starts over restarts. */
  readonly facts: Facts;
  readonly clock: Clock;
  /** Learns from every response. */
  readonly discordClock: DiscordClock;
  readonly log: Log;
}): Gateway {
  const { token, clock, log, discordClock, isCertain = () => true } = options;
  const budget = createRequestBudget(options);
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
  const sessions = createStoredSessions({ ...options, isCertain });
  const closing = new AbortController();
  const edge = { rest, clock, log, signal: closing.signal };
  const takers = new Map<string, (payload: unknown) => void>();
  let takeServers = (_servers: readonly GuildId[]): void => {};
  const connections = new Map<number, ShardConnection>();
  let limits = USUAL_LIMITS;
  let asked: { readonly information: APIGatewayBotInfo; readonly atMs: number } | null = null;
  let state: GatewayState = 'idle';
  let identity: GatewayIdentity | null = null;
  let required: number | null = null;
  const throttle = createIdentifyThrottle({ ...options, limits: () => limits });

  const move = (next: GatewayState, facts = {}) => {
    if (state === next || state === 'closed') return;
    log.info({ ...facts, from: state, to: next }, 'gateway');
    state = next;
  };
  const isReady = () => [...connections.values()].every((one) => one.isReady());

  const ask = async (purpose: 'session' | 'facts'): Promise<APIGatewayBotInfo> => {
    const last = asked !== null && clock.nowMs() - asked.atMs < FRESH_MS ? asked.information : null;
    if (last !== null && last.session_start_limit.remaining > 0) return last;
    await budget.load();
    const information = await askGateway(edge, purpose);
    asked = { information, atMs: clock.nowMs() };
    const { total, max_concurrency: lanes } = information.session_start_limit;
    limits = { perDay: total, lanes };
    return information;
  };

  /** The bot needs more shards. Connected shards stay until the bot is resharded. */
  const reshard = async (count: number): Promise<void> => {
    try {
      const { shards } = await ask('facts');
      required = Math.max(shards, count + 1);
      log.warn({ from: count, to: required }, 'more shards required');
    } catch (error) {
      if (!closing.signal.aborted) log.error({ error }, 'more shards required, number not known');
    }
  };

  const listenersOf = (shard: number, count: number): ShardListeners => ({
    onReady: (data) => {
      if (data !== null) {
        identity = { applicationId: data.application.id, botUserId: data.user.id };
        takeServers(serversOf(data));
      }
      if (isReady()) move('ready', { shards: connections.size });
    },
    onClosed: (code) => {
      const isTooFew = code === GatewayCloseCodes.ShardingRequired;
      // A fixed SHARDS setting would fail the same way each time.
      if (FATAL.has(code) || (isTooFew && typeof options.shards === 'number')) {
        log.error({ code, shard }, 'gateway closed for good');
        move('closed');
        return;
      }
      if (state === 'ready') move('reconnecting', { code, shard });
      if (isTooFew && (required === null || required <= count)) void reshard(count);
    },
    onEvent: (event) => {
      if (!closing.signal.aborted) takers.get(event.t)?.(payloadOf(event));
    },
  });

  const drop = (gone: readonly number[]): Promise<void> => {
    const dropped = gone.flatMap((shard) => connections.get(shard) ?? []);
    for (const shard of gone) connections.delete(shard);
    return Promise.all(dropped.map((one) => one.close())).then(() => {});
  };

  const serve = ({ count, shards }: ShardSet) => {
    if (closing.signal.aborted) return { closed: Promise.resolve(), opened: Promise.resolve() };
    const isKept = (shard: number) =>
      shards.includes(shard) && connections.get(shard)?.count === count;
    const closed = drop([...connections.keys()].filter((shard) => !isKept(shard)));
    const missing = shards.filter((shard) => !connections.has(shard));
    if (missing.length > 0) {
      move('connecting', { shards: missing });
      const information = closed.then(() => ask('session'));
      for (const shard of missing) {
        const parts = { shard, count, rest: library, information, throttle, sessions, isCertain };
        const intents = options.reactions ? REACTION_INTENTS : 0;
        const edge = { ...options, ...parts, intents };
        connections.set(shard, openShard(edge, listenersOf(shard, count)));
      }
    } else if (shards.length === 0) move('standby');
    else if (isReady()) move('ready', { shards: connections.size });
    const opening = missing.flatMap((shard) => connections.get(shard)?.opened ?? []);
    return { closed, opened: Promise.all(opening).then(() => {}) };
  };

  const onInteraction = (take: (payload: unknown) => void): void => {
    takers.set(GatewayDispatchEvents.InteractionCreate, take);
  };
  const shardCount = async () => options.shards ?? (await ask('facts')).shards;

  return {
    rest,
    lookups: withFewRefusals(rest, clock),
    state: () => state,
    shards: () => new Map([...connections].map(([shard, one]) => [shard, one.isReady()])),
    identity: () => identity,
    ageMs: discordClock.ageMs,
    onInteraction,
    onReaction: (take) => {
      takers.set(GatewayDispatchEvents.MessageReactionAdd, take);
    },
    onSales: (take) => {
      for (const name of SALES) takers.set(name, (payload) => take(name, payload));
    },
    onOverrides: (take) => {
      takers.set(GatewayDispatchEvents.ApplicationCommandPermissionsUpdate, take);
    },
    onServers: (take) => {
      takeServers = take;
    },
    connect: async (take) => {
      move('connecting');
      onInteraction(take);
      const count = await shardCount();
      const shards = Array.from({ length: count }, (_, shard) => shard);
      await serve({ count, shards }).opened;
      // A resumed session does not contain the identity.
      identity ??= await askIdentity(edge);
      return identity;
    },
    identify: async () => {
      await ask('facts');
      identity = await askIdentity(edge);
      if (connections.size === 0) move('standby');
      return identity;
    },
    shardCount,
    requiredShards: () => required,
    serve,
    close: async () => {
      closing.abort();
      move('closed');
      await drop([...connections.keys()]);
    },
  };
}

/** The event's data. */
const payloadOf = ({ d }: GatewayDispatchPayload): unknown => d;

const readySchema = z.object({ guilds: z.array(z.object({ id: z.string() })) });

/** Servers that cannot be read here are requested when needed. */
function serversOf(ready: unknown): readonly GuildId[] {
  const { data } = readySchema.safeParse(ready);
  return data?.guilds.map(({ id }) => guildId(id)) ?? [];
}

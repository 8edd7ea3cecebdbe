/**
 * Starts a Discord on this machine: REST, gateway, files, and the page to play in. It relies on
 * `discord/` for every rule. It keeps nothing on disk unless told where, and never talks
 * to the real Discord.
 */
import { createServer } from 'node:http';
import type { APIApplicationCommand } from 'discord-api-types/v10';
import { WebSocketServer } from 'ws';
import { type PlaygroundClock, systemClock } from '#playground/discord/clock.ts';
import { createDiscord } from '#playground/discord/create-discord.ts';
import { checkEndpoint } from '#playground/discord/endpoint/check-endpoint.ts';
import { applyFault } from '#playground/discord/faults/apply-fault.ts';
import type { FaultInput } from '#playground/discord/faults/fault.ts';
import { type Act, createAct } from '#playground/discord/people/act.ts';
import { createPerson, type Person } from '#playground/discord/person.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import type { WaitOptions } from '#playground/discord/signal.ts';
import { setOverrides } from '#playground/discord/state/command-overrides.ts';
import { failInteraction } from '#playground/discord/state/interaction-life.ts';
import { keepWorld } from '#playground/discord/state/kept-world.ts';
import type { CommandOverride } from '#playground/discord/state/override-book.ts';
import {
  buyOnce,
  endSubscription,
  entitlementOfSubscription,
  type Purchase,
  payBack,
  renew,
  subscribe,
} from '#playground/discord/state/sales.ts';
import type { Traffic } from '#playground/discord/traffic.ts';
import { type WatchedMessages, watchMessages } from '#playground/discord/watch-messages.ts';
import { defaultWorld } from '#playground/discord/world/default-world.ts';
import { findChannel } from '#playground/discord/world/find-channel.ts';
import type { World } from '#playground/discord/world/world.ts';
import type { PageWelcome } from '#playground/page/protocol.ts';
import { createHttpHandler } from './serve-http.ts';
import { createVisitorKey, KEY_PARAMETER } from './visitor-key.ts';

/** More than any payload that the gateway accepts, so that it can say why it refuses a large one. */
const GATEWAY_BYTES_MAX = 64 * 1024;
/** One command with as many files as a message takes, in base64. */
const LIVE_BYTES_MAX = Math.ceil((limits.files * limits.fileBytes * 4) / 3) + 64 * 1024;

/** How a playground starts; every field may be left out. */
export type PlaygroundOptions = {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Whether the page is served; the API always is. */
  readonly page?: boolean;
  /** What the page says in an empty channel, besides its own hints. */
  readonly welcome?: PageWelcome;
  readonly clock?: PlaygroundClock;
  /** The same clock, seed and acts give the same ids and tokens. */
  readonly seed?: string;
  readonly world?: World;
  /** How long a file's link works; Discord's is about a day. */
  readonly linkLifetimeMs?: number;
  /** A folder that keeps messages, pictures and people's languages for the next start. */
  readonly keepIn?: string;
  /** What the page's visitors must show; a new secret unless told. */
  readonly key?: string;
  /** Bits of the privileged intents the bot may ask for. */
  readonly privilegedIntents?: number;
  /** How many shards bots are told to connect with; 1 where it is absent. */
  readonly shards?: number;
};

/** A running playground. */
export type Playground = {
  /** The page, with its key: whoever has this address can act as everybody. */
  readonly url: string;
  /** What `DISCORD_API_URL` is set to. */
  readonly apiUrl: string;
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  readonly world: World;
  readonly commands: (guildId?: string | null) => readonly APIApplicationCommand[];
  /** By role in the world (`owner`, `member`, `stranger`) or by user id. */
  readonly person: (roleOrId: string) => Person;
  /** A server's channel by name, `Harbour Lights/gallery` or just `gallery` for the first. */
  readonly channelId: (name: string) => string;
  readonly guildId: (name: string) => string;
  readonly messages: WatchedMessages;
  /** Waits for anything: `read` is asked again after every event, answers count when truthy. */
  readonly until: <Found>(
    read: () => Found | undefined | null | false,
    options?: WaitOptions,
  ) => Promise<Found>;
  /** Every act of everybody so far, also of the page's visitors, oldest first. */
  readonly acts: () => readonly Act[];
  readonly isBotConnected: () => boolean;
  /** What apps check signatures with: 64 hexadecimal digits. */
  readonly publicKey: string;
  /**
   * Sets where interactions or webhook events are sent instead of through the gateway, after asking the address what
   * Discord asks; throws where an answer is wrong. Null goes back to the gateway.
   */
  readonly setEndpoint: (kind: 'interactions' | 'events', url: string | null) => Promise<void>;
  /** What people buy from Discord for a server; ids of entitlement and subscription. */
  readonly sales: {
    readonly buyOnce: (purchase: Purchase) => string;
    readonly subscribe: (purchase: Purchase) => string;
    readonly renew: (subscriptionId: string) => void;
    readonly endSubscription: (subscriptionId: string) => void;
    readonly entitlementOf: (subscriptionId: string) => string;
    readonly payBack: (entitlementId: string) => void;
    readonly isConsumed: (entitlementId: string) => boolean;
  };
  /**
   * What an administrator sets in Server Settings, Integrations, for a command by its name or, with
   * `null`, for all of them; an empty list takes it away.
   */
  readonly setOverrides: (
    guildId: string,
    command: string | null,
    overrides: readonly CommandOverride[],
  ) => void;
  readonly fault: (fault: FaultInput) => void;
  /** How many faults wait for a call or an act that has not come yet. */
  readonly faultsLeft: () => number;
  readonly clearFaults: () => void;
  readonly traffic: Traffic;
  readonly close: () => Promise<void>;
};

const known = <Value>(value: Value | undefined, what: string): Value => {
  if (value === undefined) throw new Error(`The playground has no ${what}.`);
  return value;
};

/** Starts a playground; resolves when it listens. */
export const startPlayground = async (options: PlaygroundOptions = {}): Promise<Playground> => {
  const world = options.world ?? defaultWorld();
  const host = options.host ?? '127.0.0.1';
  const listening = { origin: '' };
  const { discord, gateway } = createDiscord({
    world,
    clock: options.clock ?? systemClock,
    seed: options.seed ?? 'playground',
    origin: () => listening.origin,
    privilegedIntents: options.privilegedIntents ?? 0,
    shards: options.shards ?? 1,
    ...(options.linkLifetimeMs === undefined ? {} : { linkLifetimeMs: options.linkLifetimeMs }),
  });
  const endKeeping = options.keepIn === undefined ? null : keepWorld(discord, options.keepIn);
  const webSockets = {
    gateway: new WebSocketServer({ noServer: true, maxPayload: GATEWAY_BYTES_MAX }),
    live: new WebSocketServer({ noServer: true, maxPayload: LIVE_BYTES_MAX }),
  };
  const key = options.key ?? createVisitorKey();
  const handle = createHttpHandler({
    discord,
    gateway,
    webSockets,
    page: options.page ?? true,
    key,
    welcome: options.welcome ?? null,
  });
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 10_000 }, handle.request);
  server.on('upgrade', handle.upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  listening.origin = `http://${host}:${port}`;

  return {
    url: `${listening.origin}/?${KEY_PARAMETER}=${key}`,
    apiUrl: `${listening.origin}/api`,
    token: discord.token,
    applicationId: world.applicationId,
    botId: world.botId,
    world,
    commands: (guildId = null) => discord.commands.list(guildId),
    person: (roleOrId) => {
      const entry = world.people.find((each) => each.role === roleOrId || each.userId === roleOrId);
      return createPerson(discord, known(entry, `person "${roleOrId}"`).userId);
    },
    channelId: (name) => known(findChannel(world, name), `channel "${name}"`),
    guildId: (name) =>
      known([...world.guilds.values()].find((each) => each.name === name)?.id, `server "${name}"`),
    messages: watchMessages(discord),
    until: discord.events.until,
    acts: () => discord.interactions.all().map((each) => createAct(discord, each)),
    isBotConnected: gateway.isConnected,
    publicKey: discord.signing.publicKey,
    setEndpoint: async (kind, url) => {
      if (url !== null) await checkEndpoint(discord, kind, url);
      discord.endpoints.set(kind, url);
    },
    sales: {
      buyOnce: (purchase) => buyOnce(discord, purchase),
      subscribe: (purchase) => subscribe(discord, purchase),
      renew: (id) => renew(discord, id),
      endSubscription: (id) => endSubscription(discord, id),
      entitlementOf: (id) => entitlementOfSubscription(discord, id),
      payBack: (id) => payBack(discord, id),
      isConsumed: (id) => discord.sales.entitlements.get(id)?.consumed === true,
    },
    setOverrides: (guildId, command, overrides) => {
      const found = discord.commands.offeredIn(guildId).find(({ name }) => name === command);
      const id = command === null ? world.applicationId : known(found, `command "${command}"`).id;
      setOverrides(discord, guildId, id, overrides);
    },
    fault: (fault) => applyFault(discord, gateway, fault),
    faultsLeft: discord.faults.left,
    clearFaults: () => {
      discord.faults.clear();
      discord.lasting.clear();
    },
    traffic: discord.traffic,
    close: async () => {
      for (const { id } of discord.interactions.all()) {
        failInteraction(discord, id, 'The playground was closed.');
      }
      endKeeping?.();
      gateway.close();
      for (const each of Object.values(webSockets)) {
        for (const socket of each.clients) socket.terminate();
        each.close();
      }
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
};

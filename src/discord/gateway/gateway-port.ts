import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import type { GuildId } from '#domain/ids.ts';

/** `ready`: every shard of this process is connected; `standby`: it holds none and needs none. */
export type GatewayState = 'idle' | 'standby' | 'connecting' | 'ready' | 'reconnecting' | 'closed';

/** The bot's identity by Discord. */
export type GatewayIdentity = { readonly applicationId: string; readonly botUserId: string };

/** The shards of this process, and the number of all shards. */
export type ShardSet = { readonly count: number; readonly shards: readonly number[] };

/** The connection to Discord: REST at once, events once shards are connected. */
export type Gateway = {
  /** Usable at once: posts do not wait for the connection. */
  readonly rest: DiscordRest;
  /**
   * REST for lookups of channels named by users, limited so that few are refused; requests over the limit fail at once.
   */
  readonly lookups: DiscordRest;
  /** Connects every shard, with retries; throws if the token or an intent is refused. */
  connect(onInteraction: (payload: unknown) => void): Promise<GatewayIdentity>;
  /** Sets the handler of raw interactions; called before connecting. */
  onInteraction(take: (payload: unknown) => void): void;
  /** Sets the handler of raw reactions; called before connecting. Needs their intents. */
  onReaction(take: (payload: unknown) => void): void;
  /** Sets the handler of raw sales events and new sessions, by name; called before connecting. */
  onSales(take: (name: string, payload: unknown) => void): void;
  /** Sets the handler of changed command permissions; called before connecting. */
  onOverrides(take: (payload: unknown) => void): void;
  /** Sets the handler of a shard's list of servers, sent with each new session; called before connecting. */
  onServers(take: (servers: readonly GuildId[]) => void): void;
  /** Reads the bot's identity without a connection, with retries; throws if the token is refused. */
  identify(): Promise<GatewayIdentity>;
  /** The number of shards: the setting, or Discord's recommendation, with retries. */
  shardCount(): Promise<number>;
  /** The number of shards that Discord requires, once it refuses sessions with fewer; else null. */
  requiredShards(): number | null;
  /**
   * Holds exactly these shards from now on. `closed` resolves when the other sessions are saved and their sockets
   * closed; `opened` when the new ones are connected, and rejects if an intent is refused.
   */
  serve(set: ShardSet): { readonly closed: Promise<void>; readonly opened: Promise<void> };
  state(): GatewayState;
  /** This process's shards, and whether each is connected. */
  shards(): ReadonlyMap<number, boolean>;
  /** Null before it is known. */
  identity(): GatewayIdentity | null;
  /** The minimum age of an interaction in ms by Discord's time; null if unknown. */
  ageMs(payload: unknown): number | null;
  /** Closes the connections; no event is handled after this. */
  close(): Promise<void>;
};

import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import type { GuildId } from '#domain/ids.ts';

/** `ready`: every shard of this process is connected; `standby`: it holds none, and none need be. */
export type GatewayState = 'idle' | 'standby' | 'connecting' | 'ready' | 'reconnecting' | 'closed';

/** Who the bot is, as Discord says. */
export type GatewayIdentity = { readonly applicationId: string; readonly botUserId: string };

/** Shards to hold, of how many there are of the whole bot. */
export type ShardSet = { readonly count: number; readonly shards: readonly number[] };

/** The connection to Discord: REST at once, events once shards are connected. */
export type Gateway = {
  /** Usable at once; what the bot posts does not wait for the connection. */
  readonly rest: DiscordRest;
  /** The same for looks at places that people name: Discord refuses few of them, and what is held back fails at once. */
  readonly looks: DiscordRest;
  /** Connects every shard, waiting out outages; throws where the token or an intent is refused. */
  connect(onInteraction: (payload: unknown) => void): Promise<GatewayIdentity>;
  /** Takes interactions as they came; called before the connection. */
  onInteraction(take: (payload: unknown) => void): void;
  /** Takes reactions as they came; called before the connection. Without their intents none come. */
  onReaction(take: (payload: unknown) => void): void;
  /** Takes events of sales and new sessions, by name, as they came; called before the connection. */
  onSales(take: (name: string, payload: unknown) => void): void;
  /** Takes the event that a server's overrides of commands changed; called before the connection. */
  onOverrides(take: (payload: unknown) => void): void;
  /** Takes the servers of a shard that the bot is in, which each new session begins with; called before the connection. */
  onServers(take: (servers: readonly GuildId[]) => void): void;
  /** Finds out who the bot is without a connection, waiting out outages; throws where the token is refused. */
  identify(): Promise<GatewayIdentity>;
  /** Into how many shards the bot is to be divided: the setting, or what Discord asks for, waiting out outages. */
  shardCount(): Promise<number>;
  /** Into how many it must be divided, once Discord takes no session with fewer; null before that. */
  requiredShards(): number | null;
  /**
   * Holds exactly these shards from now on. `closed` resolves when the sessions of the others are saved and their sockets
   * closed; `opened` when the new ones are connected, and rejects where an intent is refused.
   */
  serve(set: ShardSet): { readonly closed: Promise<void>; readonly opened: Promise<void> };
  state(): GatewayState;
  /** The shards that this process holds, and whether each is connected. */
  shards(): ReadonlyMap<number, boolean>;
  /** Null before it is known. */
  identity(): GatewayIdentity | null;
  /** How old an interaction is at least, in ms, by Discord's own time; null where that is not known. */
  ageMs(payload: unknown): number | null;
  /** No interaction is taken after this. */
  close(): Promise<void>;
};

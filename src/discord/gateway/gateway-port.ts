import type { DiscordRest } from '#discord/rest/discord-rest.ts';

/** `ready` alone means that interactions arrive; `standby` that they need not. */
export type GatewayState = 'idle' | 'standby' | 'connecting' | 'ready' | 'reconnecting' | 'closed';

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
  /** The shards that this process holds, and whether each is connected. */
  shards(): ReadonlyMap<number, boolean>;
  /** Null before the first connection. */
  identity(): GatewayIdentity | null;
  /** How old an interaction is at least, in ms, by Discord's own time; null where that is not known. */
  ageMs(payload: unknown): number | null;
  /** No interaction is taken after this. */
  close(): Promise<void>;
};

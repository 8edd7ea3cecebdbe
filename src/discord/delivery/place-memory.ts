/**
 * A cache about the places that the bot posts in: which refuse its messages for a while, which servers it is a member
 * of, which channel a thread is in. All of it can be requested again after a restart. It never refuses anything itself.
 */
import { ChannelType, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordFailureKind } from '#discord/rest/discord-failures.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { setNewest } from '#domain/bounded-map.ts';
import type { ChannelAge } from '#domain/channel-age.ts';
import { type ChannelId, channelId, type GuildId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';

/** Used if Discord does not say how long: a moderator's shorter time-outs are 5 and 10 minutes. */
const REFUSED_UNKNOWN_MS = 10 * 60_000;

/** Used if the bot is not timed out: another cause, which may change at any time. */
const REFUSED_OTHERWISE_MS = 60_000;

/** A time-out may be lifted early. */
const REFUSED_MS_MAX = 10 * 60_000;

/** How long a missing membership is cached. */
const ABSENT_MS = 30_000;
/** A channel's age restriction may change at any time. */
const AGE_KNOWN_MS = 60_000;
const LOOK_UP_TIMEOUT_MS = 700;
const REMEMBERED_MAX = 10_000;

type Place = { readonly channelId: ChannelId; readonly guildId: GuildId };

/** What is known about channels: refused messages and age restrictions. */
export type PlaceMemory = {
  /** Discord refused a message although the bot has the permissions: most likely a time-out. */
  refused(place: Place): Promise<void>;
  /** Discord accepted a message there. */
  opened(channelId: ChannelId): void;
  /** Until when messages there are likely to be refused; null if they are not. */
  refusesUntilMs(place: Place): number | null;
  /** Whether the bot itself is in the server, and not only its commands. */
  isMember(guildId: GuildId): Promise<boolean>;
  /** The bot's account where it was not added to that private thread; null where it was, or where Discord does not say. */
  outsideOf(thread: ChannelId): Promise<string | null>;
  /** The bot is in these servers, by Discord. */
  sawServers(servers: readonly GuildId[]): void;
  /** A thread of an interaction, with its channel. */
  sawThread(thread: ChannelId, parent: ChannelId, isPrivate: boolean): void;
  /** Whether the channel is age-restricted. */
  ageOf(channelId: ChannelId): Promise<ChannelAge>;
  /** The channel of a public thread; null for anything else. */
  publicParentOf(channelId: ChannelId): Promise<ChannelId | null>;
};

const memberSchema = z.object({ communication_disabled_until: z.string().nullish() });
const channelSchema = z.object({
  type: z.number(),
  parent_id: z.string().nullish(),
  nsfw: z.boolean().nullish(),
});
const PUBLIC_THREADS: readonly number[] = [
  ChannelType.PublicThread,
  ChannelType.AnnouncementThread,
];

/** Discord has answered both 50001 and 10004 for servers that a bot is not in (discord-api-docs, issue 5840). */
const ABSENT_KINDS: readonly DiscordFailureKind[] = ['forbidden', 'closed'];

/** A memory over Discord's REST API; `rest` is for lookups alone (`few-refusals.ts`). */
export function createPlaceMemory(edge: {
  readonly rest: DiscordRest;
  readonly botUserId: () => string | null;
  readonly clock: Clock;
}): PlaceMemory {
  const { rest, clock } = edge;
  const refusedUntil = new Map<ChannelId | GuildId, number>();
  const memberships = new Map<GuildId, 'member' | number>();
  const membershipsAsked = new Map<GuildId, Promise<boolean>>();
  const parents = new Map<ChannelId, ChannelId | null>();
  const entered = new Map<ChannelId, true>();

  const lookUp = <Answer>(route: `/${string}`, reads: z.ZodType<Answer>) =>
    rest.ask({ method: 'get', route, as: 'bot', timeoutMs: LOOK_UP_TIMEOUT_MS, reads });

  async function askMembership(guild: GuildId, bot: string): Promise<boolean> {
    try {
      // Not of the channel: a private thread is closed to a bot that is in the server.
      const reply = await lookUp(Routes.guildMember(guild, bot), memberSchema);
      // Unknown counts as a member: the post has its own ladder.
      const isAbsent = reply.kind === 'failed' && ABSENT_KINDS.includes(reply.failure.kind);
      remember(memberships, guild, isAbsent ? clock.nowMs() + ABSENT_MS : 'member');
      return !isAbsent;
    } finally {
      membershipsAsked.delete(guild);
    }
  }

  const ages = new Map<ChannelId, { readonly age: ChannelAge; readonly untilMs: number }>();

  return {
    ageOf: async (channel) => {
      const known = ages.get(channel);
      if (known !== undefined && known.untilMs > clock.nowMs()) return known.age;
      const reply = await lookUp(Routes.channel(channel), channelSchema);
      if (reply.kind === 'failed') return 'unknown';
      const age = reply.value.nsfw === true ? 'restricted' : 'open';
      remember(ages, channel, { age, untilMs: clock.nowMs() + AGE_KNOWN_MS });
      return age;
    },
    refused: async ({ channelId: channel, guildId: guild }) => {
      const nowMs = clock.nowMs();
      const bot = edge.botUserId();
      remember(refusedUntil, channel, nowMs + REFUSED_UNKNOWN_MS);
      memberships.delete(guild);
      entered.delete(channel);
      if (bot === null) return;
      const reply = await lookUp(Routes.guildMember(guild, bot), memberSchema);
      if (reply.kind === 'failed') return;
      const until = Date.parse(reply.value.communication_disabled_until ?? '');
      if (until > nowMs) {
        remember(refusedUntil, guild, Math.min(until, nowMs + REFUSED_MS_MAX));
        refusedUntil.delete(channel);
      } else remember(refusedUntil, channel, nowMs + REFUSED_OTHERWISE_MS);
    },
    opened: (channel) => {
      refusedUntil.delete(channel);
    },
    refusesUntilMs: ({ channelId: channel, guildId: guild }) => {
      const until = Math.max(refusedUntil.get(channel) ?? 0, refusedUntil.get(guild) ?? 0);
      return until > clock.nowMs() ? until : null;
    },
    isMember: async (guild) => {
      const known = memberships.get(guild);
      if (known === 'member') return true;
      if (known !== undefined && known > clock.nowMs()) return false;
      const bot = edge.botUserId();
      if (bot === null) return true;
      // Concurrent requests share one lookup: Discord answers one request per route at a time.
      const asked = membershipsAsked.get(guild) ?? askMembership(guild, bot);
      membershipsAsked.set(guild, asked);
      return asked;
    },
    outsideOf: async (thread) => {
      if (entered.has(thread)) return null;
      const reply = await lookUp(Routes.channel(thread), channelSchema);
      if (reply.kind === 'ok') remember(entered, thread, true);
      return reply.kind === 'failed' && reply.failure.kind === 'forbidden'
        ? edge.botUserId()
        : null;
    },
    sawServers: (servers) => {
      // Not limited: these are the servers that this process serves, and each saves a lookup.
      for (const server of servers) memberships.set(server, 'member');
    },
    sawThread: (thread, parent, isPrivate) => {
      remember(parents, thread, isPrivate ? null : parent);
    },
    publicParentOf: async (channel) => {
      const known = parents.get(channel);
      if (known !== undefined) return known;
      const reply = await lookUp(Routes.channel(channel), channelSchema);
      if (reply.kind === 'failed') return null;
      const { type, parent_id } = reply.value;
      const parent = PUBLIC_THREADS.includes(type) && parent_id ? channelId(parent_id) : null;
      remember(parents, channel, parent);
      return parent;
    },
  };
}

const remember = <Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void =>
  setNewest(map, key, value, REMEMBERED_MAX);

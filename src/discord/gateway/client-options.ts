/**
 * How the discord.js client is set up: no caches, since payloads are taken as they come, no intents unless reactions
 * are wanted, every request through the budget of refusals, every session through the throttle.
 */
import {
  type Client,
  type ClientOptions,
  DefaultRestOptions,
  GatewayIntentBits,
  Options,
} from 'discord.js';
import { REST_OPTIONS } from '#discord/rest/discord-rest.ts';
import type { RequestBudget } from '#discord/rest/request-budget.ts';
import type { IdentifyThrottle } from './identify-throttle.ts';

const REACTION_INTENTS = [
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessageReactions,
];

/** The options of the client. */
export function clientOptions(options: {
  readonly apiUrl: string;
  readonly reactions: boolean;
  readonly budget: RequestBudget;
  readonly throttle: IdentifyThrottle;
}): ClientOptions {
  return {
    intents: options.reactions ? REACTION_INTENTS : [],
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      ApplicationCommandManager: 0,
      ApplicationEmojiManager: 0,
      AutoModerationRuleManager: 0,
      BaseGuildEmojiManager: 0,
      DMMessageManager: 0,
      EntitlementManager: 0,
      GuildBanManager: 0,
      GuildEmojiManager: 0,
      GuildForumThreadManager: 0,
      GuildInviteManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: isTheBot },
      GuildMessageManager: 0,
      GuildScheduledEventManager: 0,
      GuildStickerManager: 0,
      GuildTextThreadManager: 0,
      MessageManager: 0,
      PresenceManager: 0,
      ReactionManager: 0,
      ReactionUserManager: 0,
      StageInstanceManager: 0,
      ThreadManager: 0,
      ThreadMemberManager: 0,
      UserManager: { maxSize: 0, keepOverLimit: isTheBot },
      VoiceStateManager: 0,
    }),
    rest: { ...budgetedRest(options.budget), api: options.apiUrl },
    ws: { buildIdentifyThrottler: () => options.throttle },
  };
}

const isTheBot = (one: { readonly id: string; readonly client: Client }): boolean =>
  one.id === one.client.user?.id;

/** The REST client's options with its requests, those of discord.js itself included, going through the budget. */
export function budgetedRest(budget: RequestBudget) {
  const send = DefaultRestOptions.makeRequest;
  return {
    ...REST_OPTIONS,
    makeRequest: (url: string, init: Parameters<typeof send>[1]) =>
      budget.spend(url, init.signal, () => send(url, init)),
  };
}

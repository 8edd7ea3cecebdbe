/**
 * What is kept out of a server by those who manage it, and out of all servers by operators. Who may ask is the edge's
 * to check, on every call; words that come from outside are checked here.
 */
import { actOf } from '#application/accounts/act-of.ts';
import type { Asking } from '#application/accounts/credit-service.ts';
import type { AppContext } from '#application/app-context.ts';
import { changedWords, readWords, WORDS_MAX } from '#domain/banned-words.ts';
import { ALL_SERVERS, type ModerationSettings } from '#domain/guild-settings.ts';
import type { ChannelId, GuildId, UserId } from '#domain/ids.ts';

/** Words as they were typed, with commas between them. */
export type WordsWish = {
  readonly add: string;
  readonly remove: string;
  /** The list for channels that are not age-restricted; absent: the one for all. */
  readonly where?: 'open';
};

/** What became of a change of a word list; only `changed` changed it. */
export type WordsOutcome =
  | { readonly kind: 'changed'; readonly words: readonly string[] }
  /** These have no letter or digit, or are too long. */
  | { readonly kind: 'unusable'; readonly words: readonly string[] }
  | { readonly kind: 'too-many'; readonly count: number };

/** Settings of one server, or of `ALL_SERVERS`. */
export type ModerationService = {
  of(guildId: GuildId): Promise<ModerationSettings>;
  /** Keeps a person from starting anything in any server, or lets them again. */
  blockMember(userId: UserId, blocked: boolean, by: Asking): Promise<void>;
  /** Whether pictures in the channel are spoilers. */
  setSpoilers(guildId: GuildId, channelId: ChannelId, hidden: boolean, by: Asking): Promise<void>;
  changeWords(guildId: GuildId, wish: WordsWish, by: Asking): Promise<WordsOutcome>;
};

/** The service over its ports. */
export function createModerationService({
  store,
  clock,
}: Pick<AppContext, 'store' | 'clock'>): ModerationService {
  const of = async (guildId: GuildId) => (await store.guildSettings(guildId)).moderation;
  return {
    of,
    blockMember: async (userId, blocked, by) => {
      const change = { kind: 'member-blocked', userId, blocked } as const;
      await store.changeSettings(ALL_SERVERS, change, actOf(by, clock.nowMs()));
    },
    setSpoilers: async (guildId, channelId, hidden, by) => {
      const change = { kind: 'spoiler-channel', channelId, hidden } as const;
      await store.changeSettings(guildId, change, actOf(by, clock.nowMs()));
    },
    changeWords: async (guildId, wish, by) => {
      const [added, removed] = [readWords(wish.add), readWords(wish.remove)];
      if (added.unusable.length > 0) return { kind: 'unusable', words: added.unusable };
      const list = wish.where === 'open' ? 'openWords' : 'words';
      const change = {
        ...(wish.where === undefined ? {} : { where: wish.where }),
        ...{ add: added.words, remove: removed.words },
      };
      const count = changedWords((await of(guildId))[list], change).length;
      if (count > WORDS_MAX) return { kind: 'too-many', count };
      const act = actOf(by, clock.nowMs());
      const after = await store.changeSettings(guildId, { kind: 'words', ...change }, act);
      return { kind: 'changed', words: after.moderation[list] };
    },
  };
}

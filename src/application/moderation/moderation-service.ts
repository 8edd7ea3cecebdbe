/**
 * Moderation settings of a server by its managers, and of all servers by operators. Callers check permissions on every
 * call; words from outside are checked here.
 */
import { type Actor, actOf } from '#application/accounts/credit-service.ts';
import type { AppContext } from '#application/app-context.ts';
import { changedWords, readWords, unlistedWords, WORDS_MAX } from '#domain/banned-words.ts';
import {
  ALL_SERVERS,
  isAlreadySo,
  type ModerationSettings,
  type SettingsChange,
} from '#domain/guild-settings.ts';
import type { ChannelId, GuildId, UserId } from '#domain/ids.ts';

/** Words as typed, separated by commas. */
export type WordsRequest = {
  readonly add: string;
  readonly remove: string;
  /** The list for channels that are not age-restricted; absent: the one for all. */
  readonly where?: 'open';
};

/** The outcome of a change to a word list; only `changed` changed it. */
export type WordsOutcome =
  | { readonly kind: 'changed'; readonly words: readonly string[] }
  /** All of it was so before; nothing is recorded. */
  | { readonly kind: 'unchanged' }
  /** These have no letter or digit, or are too long. */
  | { readonly kind: 'unusable'; readonly words: readonly string[] }
  /** These were to be removed and are not on the list. */
  | { readonly kind: 'unlisted'; readonly words: readonly string[] }
  | { readonly kind: 'too-many'; readonly count: number };

/**
 * Settings of one server, or of `ALL_SERVERS`. A change that changes nothing resolves to false, and is not recorded.
 */
export type ModerationService = {
  of(guildId: GuildId): Promise<ModerationSettings>;
  /** Blocks a person from starting jobs in any server, or unblocks them. */
  blockMember(userId: UserId, blocked: boolean, by: Actor): Promise<boolean>;
  /** Whether pictures in the channel are spoilers. */
  setSpoilers(guildId: GuildId, channelId: ChannelId, hidden: boolean, by: Actor): Promise<boolean>;
  changeWords(guildId: GuildId, request: WordsRequest, by: Actor): Promise<WordsOutcome>;
};

/** The service over its ports. */
export function createModerationService({
  store,
  clock,
}: Pick<AppContext, 'store' | 'clock'>): ModerationService {
  const of = async (guildId: GuildId) => (await store.guildSettings(guildId)).moderation;
  const set = async (guildId: GuildId, change: SettingsChange, by: Actor) => {
    if (isAlreadySo(await store.guildSettings(guildId), [change])) return false;
    await store.changeSettings(guildId, change, actOf(by, clock.nowMs()));
    return true;
  };
  return {
    of,
    blockMember: (userId, blocked, by) =>
      set(ALL_SERVERS, { kind: 'member-blocked', userId, blocked }, by),
    setSpoilers: (guildId, channelId, hidden, by) =>
      set(guildId, { kind: 'spoiler-channel', channelId, hidden }, by),
    changeWords: async (guildId, typed, by) => {
      const [added, removed] = [readWords(typed.add), readWords(typed.remove)];
      if (added.unusable.length > 0) return { kind: 'unusable', words: added.unusable };
      const list = typed.where === 'open' ? 'openWords' : 'words';
      const settings = await store.guildSettings(guildId);
      const known = settings.moderation[list];
      const unlisted = [...removed.unusable, ...unlistedWords(known, removed.words)];
      if (unlisted.length > 0) return { kind: 'unlisted', words: unlisted };
      const change = {
        kind: 'words',
        ...(typed.where === undefined ? {} : { where: typed.where }),
        add: added.words,
        remove: removed.words,
      } as const;
      if (isAlreadySo(settings, [change])) return { kind: 'unchanged' };
      const count = changedWords(known, change).length;
      if (count > WORDS_MAX) return { kind: 'too-many', count };
      const act = actOf(by, clock.nowMs());
      const after = await store.changeSettings(guildId, change, act);
      return { kind: 'changed', words: after.moderation[list] };
    },
  };
}

/**
 * Settings of servers and members, which every request reads and few write. With a single process they are cached and
 * dropped when written; with several processes they are read each time.
 */
import type { GuildSettings } from '#domain/guild-settings.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { MemberSettings } from '#domain/member-settings.ts';
import { readGuildSettings } from './guild-table.ts';
import { readMemberSettings } from './member-table.ts';
import type { Work } from './statement.ts';

/** The most entries of each kind; some hundred bytes each. */
const KEPT_MAX = 5_000;

/** Reads settings, cached with a single process. */
export type SettingsReaders = {
  ofGuild(guildId: GuildId): Work<GuildSettings>;
  ofMember(userId: UserId): Work<MemberSettings>;
  /** Drops the server's cached settings. */
  dropGuild(guildId: GuildId): void;
  dropMember(userId: UserId): void;
};

/** Creates readers with empty caches. */
export function createSettingsReaders(isAlone: boolean): SettingsReaders {
  const guilds = createCache(isAlone, readGuildSettings);
  const members = createCache(isAlone, readMemberSettings);
  return {
    ofGuild: guilds.read,
    ofMember: members.read,
    dropGuild: guilds.drop,
    dropMember: members.drop,
  };
}

function createCache<Key, Value>(isCached: boolean, readStored: (key: Key) => Work<Value>) {
  const cache = new Map<Key, Value>();
  return {
    *read(key: Key): Work<Value> {
      const known = cache.get(key);
      if (known !== undefined) return known;
      const value = yield* readStored(key);
      if (!isCached) return value;
      const [oldest] = cache.size >= KEPT_MAX ? cache.keys() : [];
      if (oldest !== undefined) cache.delete(oldest);
      cache.set(key, value);
      return value;
    },
    drop: (key: Key): void => {
      cache.delete(key);
    },
  };
}

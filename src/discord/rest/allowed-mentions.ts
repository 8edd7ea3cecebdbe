import type { APIAllowedMentions } from 'discord-api-types/v10';
import type { UserId } from '#domain/ids.ts';

/** Pings only this person, whatever the text says. */
export function onlyMentioning(userId: UserId): APIAllowedMentions {
  return { parse: [], users: [userId], replied_user: false };
}

/** Pings nobody. */
export const MENTIONING_NOBODY: APIAllowedMentions = { parse: [], replied_user: false };

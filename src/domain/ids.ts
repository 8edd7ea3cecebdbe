/** Branded identifiers: a guild's id cannot be passed where a job's is expected. */
declare const brand: unique symbol;
type Brand<Text extends string> = string & { readonly [brand]: Text };

/** 16 Crockford base32 characters, lower case: 9 of milliseconds, 7 random; sorts by time. */
export type JobId = Brand<'job'>;

/** A Discord server. */
export type GuildId = Brand<'guild'>;

/** A Discord channel's id (snowflake). */
export type ChannelId = Brand<'channel'>;

/** A Discord user's id (snowflake). */
export type UserId = Brand<'user'>;

/** A Discord role's id (snowflake). */
export type RoleId = Brand<'role'>;

/** A Discord message's id (snowflake). */
export type MessageId = Brand<'message'>;

const JOB_ID = /^[0-9a-hjkmnp-tv-z]{16}$/;

/** The id, or null unless the text is a valid job id. */
export function parseJobId(text: string): JobId | null {
  return JOB_ID.test(text) ? (text as JobId) : null;
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARACTERS = 9;
const RANDOM_CHARACTERS = 7;

/**
 * Mints a job id. `random` has at least 7 bytes; five bits of each are used, so that 35 random bits distinguish jobs of
 * one millisecond.
 */
export function mintJobId(nowMs: number, random: Uint8Array): JobId {
  let time = '';
  let rest = nowMs;
  for (let i = 0; i < TIME_CHARACTERS; i++) {
    time = `${ALPHABET[rest % 32]}${time}`;
    rest = Math.floor(rest / 32);
  }
  let tail = '';
  for (let i = 0; i < RANDOM_CHARACTERS; i++) tail += ALPHABET[(random[i] ?? 0) & 31];
  return `${time}${tail}` as JobId;
}

/** Brands a server id; the text comes from Discord and is not checked. */
export const guildId = (text: string): GuildId => text as GuildId;

/** Mints a channel id; the text comes from Discord and is not checked. */
export const channelId = (text: string): ChannelId => text as ChannelId;

/** Mints a user id; the text comes from Discord and is not checked. */
export const userId = (text: string): UserId => text as UserId;

/** Mints a role id; the text comes from Discord and is not checked. */
export const roleId = (text: string): RoleId => text as RoleId;

/** Mints a message id; the text comes from Discord and is not checked. */
export const messageId = (text: string): MessageId => text as MessageId;

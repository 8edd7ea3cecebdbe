import { type APIUser, UserFlags } from 'discord-api-types/v10';
import type { Account } from '#playground/discord/world/world.ts';

const noFlags: UserFlags = UserFlags.Staff & 0;

/** An account in Discord's JSON. */
export const renderUser = (account: Account): APIUser => ({
  id: account.id,
  username: account.username,
  global_name: account.displayName,
  discriminator: account.bot ? '0001' : '0',
  avatar: null,
  public_flags: noFlags,
  flags: noFlags,
  primary_guild: null,
  ...(account.bot ? { bot: true } : {}),
});

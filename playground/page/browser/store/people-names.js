/**
 * @import { APIUser } from 'discord-api-types/v10'
 * @import { PageState } from './page-state.js'
 */

/** @type {(user: APIUser) => string} */
export const displayName = (user) => user.global_name ?? user.username;

/** What to call someone who is only known by id. @type {(state: PageState, id: string, mentions: readonly APIUser[]) => string | null} */
export function nameOf(state, id, mentions) {
  const known = [
    ...mentions,
    ...state.people.map((person) => person.user),
    ...(state.bot === null ? [] : [state.bot]),
  ];
  const user = known.find((candidate) => candidate.id === id);
  return user === undefined ? null : displayName(user);
}

/** @type {(state: PageState, id: string) => string | null} */
export function channelName(state, id) {
  const channel = state.guilds
    .flatMap((guild) => guild.channels)
    .find((candidate) => candidate.id === id);
  return channel?.name ?? null;
}

/** @type {(state: PageState, id: string) => string | null} */
export function roleName(state, id) {
  const role = state.guilds
    .flatMap((guild) => guild.roles)
    .find((candidate) => candidate.id === id);
  return role === undefined ? null : role.name.replace(/^@/, '');
}

/** The other person of a direct-message channel. @type {(channel: { readonly recipients?: readonly APIUser[] }) => string} */
export const recipientName = (channel) =>
  (channel.recipients ?? []).map(displayName).join(', ') || 'Direct message';

import { displayName } from './people-names.js';

/**
 * @import { PageState } from './page-state.js'
 * @import { Surroundings } from '../composer/command-values.js'
 */

/** The people, channels and roles that options can name from here. @type {(state: PageState) => Surroundings} */
export function surroundingsOf(state) {
  const guild = state.guilds.find((candidate) => candidate.id === state.place.guildId);
  const bots = state.bot === null ? [] : [state.bot];
  const users = [...state.people.map((person) => person.user), ...bots];
  return {
    users: users.map((user) => ({ name: displayName(user), value: user.id })),
    channels: (guild?.channels ?? []).map((channel) => ({
      name: channel.name ?? channel.id,
      value: channel.id,
    })),
    roles: (guild?.roles ?? []).map((role) => ({ name: role.name, value: role.id })),
  };
}

/**
 * @import { APIApplicationCommand } from 'discord-api-types/v10'
 * @import { PageState } from '../store/page-state.js'
 */

const botDirectMessage = 1;

/** Commands of the place the visitor looks at; direct messages know the global ones. @type {(state: PageState) => readonly APIApplicationCommand[]} */
export function commandsHere(state) {
  const guild = state.guilds.find((candidate) => candidate.id === state.place.guildId);
  if (guild !== undefined) return guild.commands;
  const everywhere = state.guilds
    .flatMap((candidate) => candidate.commands)
    .filter(worksInDirectMessages);
  return [...new Map(everywhere.map((command) => [command.id, command])).values()];
}

/** @type {(command: APIApplicationCommand) => boolean} */
function worksInDirectMessages(command) {
  if (command.guild_id !== undefined) return false;
  const { contexts } = command;
  return contexts === undefined || contexts === null || contexts.includes(botDirectMessage);
}

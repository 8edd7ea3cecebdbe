import { refusal } from '#playground/discord/discord-error.ts';
import { botGuild, ownApplication } from '#playground/discord/rest/access.ts';
import {
  ok,
  parameter,
  type Route,
  type RouteHandler,
} from '#playground/discord/rest/rest-request.ts';
import { overridesOf, renderOverrides } from '#playground/discord/state/command-overrides.ts';

const list: RouteHandler = (request, discord) => {
  ownApplication(discord, request);
  const { id: guildId } = botGuild(discord, parameter(request, 'guild_id'));
  const ofGuild = [...(discord.overrides.get(guildId) ?? [])];
  return ok(ofGuild.map(([id, lines]) => renderOverrides(discord, guildId, id, lines)));
};

const get: RouteHandler = (request, discord) => {
  ownApplication(discord, request);
  const { id: guildId } = botGuild(discord, parameter(request, 'guild_id'));
  const id = parameter(request, 'command_id');
  const lines = overridesOf(discord, guildId, id);
  if (lines.length === 0) throw refusal('unknown-command-permissions');
  return ok(renderOverrides(discord, guildId, id, lines));
};

/** Administrators set them in the client; a bot may read them and no more. */
const refuseBots: RouteHandler = (request, discord) => {
  ownApplication(discord, request);
  throw refusal('bots-cannot');
};

const OF_GUILD = '/applications/{application_id}/guilds/{guild_id}/commands/permissions';
const OF_COMMAND =
  '/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions';

/** Who may use the commands in a server, beyond what each asks for by default. */
export const commandOverrideRoutes: readonly Route[] = (
  [
    ['list-command-overrides', 'GET', OF_GUILD, list],
    ['get-command-overrides', 'GET', OF_COMMAND, get],
    ['set-command-overrides', 'PUT', OF_COMMAND, refuseBots],
  ] as const
).map(([name, method, path, handle]) => ({
  name,
  method,
  path,
  bucket: 'read',
  needsBot: true,
  handle,
}));

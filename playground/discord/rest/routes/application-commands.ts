import type { APIApplicationCommand } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Discord } from '#playground/discord/discord.ts';
import { invalidField, refusal } from '#playground/discord/discord-error.ts';
import { botGuild, ownApplication } from '#playground/discord/rest/access.ts';
import {
  noContent,
  ok,
  parameter,
  type RestRequest,
  type Route,
  type RouteHandler,
} from '#playground/discord/rest/rest-request.ts';
import { localized } from '#playground/discord/rules/command-localizations.ts';
import { type CommandBody, commandSchema } from '#playground/discord/rules/command-schema.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import { parseBody, provenAs } from '#playground/discord/rules/schema.ts';

const dayMs = 24 * 60 * 60_000;

const scopeOf = (discord: Discord, request: RestRequest): string | null => {
  ownApplication(discord, request);
  const guildId = request.parameters.guild_id;
  return guildId === undefined ? null : botGuild(discord, guildId).id;
};

const refuseContexts = (form: CommandBody, guildId: string | null, path: string): void => {
  if (guildId === null) return;
  for (const field of ['contexts', 'integration_types'] as const) {
    if (form[field] === undefined || form[field] === null) continue;
    throw invalidField(
      `${path}${field}`,
      'APPLICATION_COMMAND_GUILD_FIELD',
      'Only global commands may have this field.',
    );
  }
};

const wireCommand = provenAs<APIApplicationCommand>(z.unknown());

/** Discord keeps a command's id when one of the same name and type is registered again. */
const storedCommand = (
  discord: Discord,
  form: CommandBody,
  guildId: string | null,
): { readonly command: APIApplicationCommand; readonly isNew: boolean } => {
  const known = discord.commands
    .list(guildId)
    .find((each) => each.name === form.name && each.type === form.type);
  const command = wireCommand.parse({
    ...form,
    id: known?.id ?? discord.mint.snowflake(),
    application_id: discord.world.applicationId,
    version: discord.mint.snowflake(),
    description: form.description ?? '',
    default_member_permissions: form.default_member_permissions ?? null,
    nsfw: form.nsfw ?? false,
    options: form.options ?? [],
    name_localizations: form.name_localizations ?? null,
    description_localizations: form.description_localizations ?? null,
    ...(guildId === null
      ? {
          contexts: form.contexts ?? null,
          integration_types: form.integration_types ?? [0],
          dm_permission: form.dm_permission ?? true,
        }
      : {
          guild_id: guildId,
          contexts: undefined,
          integration_types: undefined,
          dm_permission: undefined,
        }),
  });
  return { command, isNew: known === undefined };
};

const spendCreates = (discord: Discord, guildId: string | null, creates: number): void => {
  const day = Math.floor(discord.clock.nowMs() / dayMs);
  if (!discord.commandCreates.spend(`${guildId}:${day}`, creates)) {
    throw refusal('too-many-command-creates');
  }
};

const refuseTooMany = (commands: readonly APIApplicationCommand[]): void => {
  for (const [type, most] of [
    [1, limits.command.perScope],
    [2, limits.command.contextPerScope],
    [3, limits.command.contextPerScope],
  ]) {
    if (most !== undefined && commands.filter((each) => each.type === type).length > most) {
      throw refusal('too-many-commands');
    }
  }
};

const save = (
  discord: Discord,
  guildId: string | null,
  commands: readonly APIApplicationCommand[],
): void => {
  refuseTooMany(commands);
  discord.commands.replace(guildId, commands);
  discord.events.emit({ kind: 'commands-changed', guildId });
};

const list: RouteHandler = (request, discord) =>
  ok(localized(discord.commands.list(scopeOf(discord, request)), request.query));

const replaceAll: RouteHandler = (request, discord) => {
  const guildId = scopeOf(discord, request);
  const forms = parseBody(z.array(commandSchema), request.body);
  for (const [index, form] of forms.entries()) refuseContexts(form, guildId, `${index}.`);
  const keys = forms.map((form) => `${form.type} ${form.name}`);
  const double = keys.findIndex((key, index) => keys.indexOf(key) !== index);
  if (double !== -1) {
    throw invalidField(
      `${double}.name`,
      'APPLICATION_COMMANDS_DUPLICATE_NAME',
      'Application command names must be unique',
    );
  }
  const stored = forms.map((form) => storedCommand(discord, form, guildId));
  spendCreates(discord, guildId, stored.filter((each) => each.isNew).length);
  const commands = stored.map((each) => each.command);
  save(discord, guildId, commands);
  return ok(commands);
};

const create: RouteHandler = (request, discord) => {
  const guildId = scopeOf(discord, request);
  const form = parseBody(commandSchema, request.body);
  refuseContexts(form, guildId, '');
  const { command, isNew } = storedCommand(discord, form, guildId);
  if (isNew) spendCreates(discord, guildId, 1);
  const others = discord.commands.list(guildId).filter((each) => each.id !== command.id);
  save(discord, guildId, [...others, command]);
  return { status: isNew ? 201 : 200, body: command };
};

const named = (discord: Discord, request: RestRequest, guildId: string | null) => {
  const id = parameter(request, 'command_id');
  const found = discord.commands.list(guildId).find((each) => each.id === id);
  if (found === undefined) throw refusal('unknown-command');
  return found;
};

const get: RouteHandler = (request, discord) =>
  ok(named(discord, request, scopeOf(discord, request)));

const change: RouteHandler = (request, discord) => {
  const guildId = scopeOf(discord, request);
  const old = named(discord, request, guildId);
  const changes = parseBody(z.record(z.string(), z.unknown()), request.body);
  const form = parseBody(commandSchema, { ...old, ...changes, type: old.type });
  const { command } = storedCommand(discord, form, guildId);
  const renamed = { ...command, id: old.id };
  save(
    discord,
    guildId,
    discord.commands.list(guildId).map((each) => (each.id === old.id ? renamed : each)),
  );
  return ok(renamed);
};

const remove: RouteHandler = (request, discord) => {
  const guildId = scopeOf(discord, request);
  const old = named(discord, request, guildId);
  save(
    discord,
    guildId,
    discord.commands.list(guildId).filter((each) => each.id !== old.id),
  );
  return noContent;
};

const scopes = [
  ['', '/applications/{application_id}/commands'],
  ['guild-', '/applications/{application_id}/guilds/{guild_id}/commands'],
] as const;

/** Registering commands, for everywhere or for one server. */
export const applicationCommandRoutes: readonly Route[] = scopes.flatMap(([scope, path]) =>
  (
    [
      [`list-${scope}commands`, 'GET', path, list],
      [`replace-${scope}commands`, 'PUT', path, replaceAll],
      [`create-${scope}command`, 'POST', path, create],
      [`get-${scope}command`, 'GET', `${path}/{command_id}`, get],
      [`edit-${scope}command`, 'PATCH', `${path}/{command_id}`, change],
      [`delete-${scope}command`, 'DELETE', `${path}/{command_id}`, remove],
    ] as const
  ).map(([name, method, routePath, handle]) => ({
    name,
    method,
    path: routePath,
    bucket: 'commands',
    needsBot: true,
    handle,
  })),
);

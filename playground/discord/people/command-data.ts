import type { APIApplicationCommand } from 'discord-api-types/v10';
import type { Discord } from '#playground/discord/discord.ts';
import { guildPermissions, permissionsIn } from '#playground/discord/rules/permissions.ts';
import { renderFile } from '#playground/discord/state/render-message.ts';
import { renderChannel, renderMember } from '#playground/discord/state/render-place.ts';
import { renderUser } from '#playground/discord/state/render-user.ts';
import { showMessage } from '#playground/discord/state/show-message.ts';
import { storeFile } from '#playground/discord/state/store-files.ts';
import type { Channel } from '#playground/discord/world/world.ts';
import type { FilledOption, OptionFiles, PersonAct } from './person-act.ts';
import { PersonCannot } from './person-cannot.ts';

type Resolved = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Puts a person's files where the bot can fetch them, under the ids the options name. */
export const resolveFiles = async (
  discord: Discord,
  files: OptionFiles,
): Promise<Readonly<Record<string, unknown>>> => {
  const place = {
    folder: 'ephemeral-attachments',
    ownerId: discord.world.applicationId,
  } as const;
  const entries = [...files].map(async ([id, file]) => {
    const stored = await storeFile(discord, { ...file, filename: file.name, placeholder: id });
    const named = { ...stored, id };
    discord.cdn.keep(named, place);
    return [id, renderFile(named, place, discord.cdn)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
};

const flatten = (options: readonly FilledOption[]): readonly FilledOption[] =>
  options.flatMap((option) => [option, ...flatten(option.options ?? [])]);

const resolvePerson = (discord: Discord, channel: Channel, userId: string) => {
  const account = discord.world.accounts.get(userId);
  if (account === undefined) throw new PersonCannot(`There is no user ${userId}.`);
  const guild = channel.kind === 'guild' ? discord.world.guilds.get(channel.guildId) : undefined;
  const member = guild?.members.find((each) => each.userId === userId);
  if (guild === undefined || member === undefined) return { user: renderUser(account) };
  const { user: _user, deaf: _deaf, mute: _mute, ...rest } = renderMember(discord.world, member);
  return {
    user: renderUser(account),
    member: { ...rest, permissions: (guildPermissions(guild, userId) ?? 0n).toString() },
  };
};

const resolveIds = (
  discord: Discord,
  channel: Channel,
  userId: string,
  options: readonly FilledOption[],
): Resolved => {
  const ids = (type: number) =>
    flatten(options).flatMap((option) =>
      option.type === type && typeof option.value === 'string' ? [option.value] : [],
    );
  const people = ids(6).map((id) => [id, resolvePerson(discord, channel, id)] as const);
  const channels = ids(7).map((id) => {
    const found = discord.world.channels.get(id);
    if (found === undefined) throw new PersonCannot(`There is no channel ${id}.`);
    return [
      id,
      {
        ...renderChannel(discord.world, found),
        permissions: permissionsIn(discord.world, found, userId).toString(),
        app_permissions: permissionsIn(discord.world, found, discord.world.botId).toString(),
      },
    ] as const;
  });
  return {
    ...(people.length === 0
      ? {}
      : {
          users: Object.fromEntries(people.map(([id, person]) => [id, person.user])),
          members: Object.fromEntries(
            people.flatMap(([id, person]) => ('member' in person ? [[id, person.member]] : [])),
          ),
        }),
    ...(channels.length === 0 ? {} : { channels: Object.fromEntries(channels) }),
  };
};

const named = (command: APIApplicationCommand) => ({
  id: command.id,
  name: command.name,
  type: command.type,
  ...(command.guild_id === undefined ? {} : { guild_id: command.guild_id }),
});

/** The `data` of a slash command's interaction. */
export const commandData = async (
  discord: Discord,
  options: {
    readonly command: APIApplicationCommand;
    readonly channel: Channel;
    readonly userId: string;
    readonly act: Extract<PersonAct, { kind: 'command' | 'autocomplete' }>;
  },
): Promise<object> => {
  const { command, channel, userId, act } = options;
  const ids = resolveIds(discord, channel, userId, act.options);
  const files = act.kind === 'command' ? await resolveFiles(discord, act.files) : {};
  const resolved = Object.keys(files).length === 0 ? ids : { ...ids, attachments: files };
  return {
    ...named(command),
    ...(act.options.length === 0 ? {} : { options: act.options }),
    ...(Object.keys(resolved).length === 0 ? {} : { resolved }),
  };
};

/** The `data` of a command on a message or on a user; the target travels along. */
export const contextCommandData = (
  discord: Discord,
  options: {
    readonly command: APIApplicationCommand;
    readonly channel: Channel;
    readonly targetId: string;
  },
): object => {
  const { command, channel, targetId } = options;
  const target = { ...named(command), target_id: targetId };
  if (command.type === 3) {
    const message = discord.messages.get(channel.id, targetId);
    if (message === null) throw new PersonCannot(`There is no message ${targetId} here.`);
    return { ...target, resolved: { messages: { [targetId]: showMessage(discord, message) } } };
  }
  const person = resolvePerson(discord, channel, targetId);
  return {
    ...target,
    resolved: {
      users: { [targetId]: person.user },
      ...('member' in person ? { members: { [targetId]: person.member } } : {}),
    },
  };
};

import type { APIMessage, APIUser } from 'discord-api-types/v10';
import { type Act, createAct } from '#playground/discord/people/act.ts';
import { beginAct } from '#playground/discord/people/begin-act.ts';
import {
  type PostedFile,
  seenMessages,
  writeAsPerson,
} from '#playground/discord/people/channel-view.ts';
import { fillOptions, type OptionValues } from '#playground/discord/people/filled-options.ts';
import type { FieldValue, PersonAct } from '#playground/discord/people/person-act.ts';
import { PersonCannot } from '#playground/discord/people/person-cannot.ts';
import { componentsOf } from '#playground/discord/people/press-data.ts';
import { speak } from '#playground/discord/people/speak.ts';
import { openDirectChannel } from '#playground/discord/state/direct-channel.ts';
import { setReaction } from '#playground/discord/state/react.ts';
import { renderUser } from '#playground/discord/state/render-user.ts';
import type { Discord } from './discord.ts';

/** Which component to press: by what it says, by its emoji, or by its id. */
export type PressTarget = {
  readonly label?: string;
  readonly emoji?: string;
  readonly customId?: string;
  /** What is chosen, for a select. */
  readonly values?: readonly string[];
};

/** A message by reference; what `sees` and `reply` return fits. */
export type MessageReference = { readonly id: string; readonly channel_id: string };

/** Someone in the playground's world. Acts resolve once the bot has answered or failed to. */
export type Person = {
  readonly id: string;
  readonly user: APIUser;
  /** The lowest level: any act, returned as soon as it is on its way to the bot. */
  readonly begin: (act: PersonAct) => Promise<Act>;
  /** `name` may name a subcommand: `settings show`. */
  readonly command: (channelId: string, name: string, options?: OptionValues) => Promise<Act>;
  /** A command that Discord would not offer to this person, or not here. */
  readonly forgeCommand: (channelId: string, name: string, options?: OptionValues) => Promise<Act>;
  readonly autocomplete: (
    channelId: string,
    name: string,
    typing: { readonly option: string; readonly text: string; readonly others?: OptionValues },
  ) => Promise<Act>;
  readonly contextCommand: (channelId: string, name: string, targetId: string) => Promise<Act>;
  readonly press: (message: MessageReference, target: PressTarget) => Promise<Act>;
  /** A press no client offers: an id that need not be on the message. */
  readonly forgePress: (press: {
    readonly message: MessageReference;
    readonly customId: string;
    readonly values?: readonly string[];
  }) => Promise<Act>;
  readonly submitModal: (
    opener: Act,
    fields: Readonly<Record<string, string | readonly string[] | FieldValue>>,
  ) => Promise<Act>;
  readonly react: (message: MessageReference, emoji: string, present?: boolean) => void;
  readonly send: (channelId: string, content: string, files?: readonly PostedFile[]) => APIMessage;
  /** Messages as this person sees them, oldest first: ephemeral ones only if they are theirs. */
  readonly sees: (channelId: string) => readonly APIMessage[];
  readonly directChannelId: () => string;
  /** Sets the language of this person's client, as `de`. */
  readonly speak: (locale: string) => void;
};

const settle = async (act: Promise<Act>): Promise<Act> => {
  const begun = await act;
  await begun.settled({ timeoutMs: 10_000 });
  return begun;
};

/** Acts for one account. The page and the tests use the same. */
export const createPerson = (discord: Discord, userId: string): Person => {
  const account = discord.world.accounts.get(userId);
  if (account === undefined) throw new Error(`There is no account ${userId}.`);

  const begin = async (act: PersonAct): Promise<Act> =>
    createAct(discord, await beginAct(discord, userId, act));

  const find = (channelId: string, name: string, types: readonly number[]) => {
    const channel = discord.world.channels.get(channelId);
    const guildId = channel?.kind === 'guild' ? channel.guildId : null;
    const offered = discord.commands.offeredIn(guildId);
    const command = offered.find((each) => types.includes(each.type) && each.name === name);
    if (command === undefined) throw new PersonCannot(`There is no command "${name}" here.`);
    return command;
  };

  const slash = (name: string, channelId: string, values: OptionValues, focused: string | null) => {
    const [first = '', ...path] = name.split(' ');
    const command = find(channelId, first, [1]);
    const fileId = discord.mint.snowflake;
    return { command, ...fillOptions({ command, path, values, focused, fileId }) };
  };

  const customIdOf = (message: MessageReference, target: PressTarget): string => {
    if (target.customId !== undefined) return target.customId;
    const stored = discord.messages.get(message.channel_id, message.id);
    const fitting =
      stored === null ? [] : componentsOf(stored).filter((each) => fits(each, target));
    const [only, another] = fitting;
    if (only === undefined || another !== undefined || !('custom_id' in only)) {
      const count = `${fitting.length} components fit ${JSON.stringify(target)}`;
      throw new PersonCannot(`${count} on message ${message.id}.`);
    }
    return only.custom_id;
  };

  return {
    id: userId,
    user: renderUser(account),
    begin,
    command: async (channelId, name, values = {}) => {
      const { command, options, files } = slash(name, channelId, values, null);
      return settle(begin({ kind: 'command', channelId, commandId: command.id, options, files }));
    },
    forgeCommand: async (channelId, name, values = {}) => {
      const { command, options, files } = slash(name, channelId, values, null);
      const commandId = command.id;
      return settle(begin({ kind: 'command', channelId, commandId, options, files, forged: true }));
    },
    autocomplete: async (channelId, name, { option, text, others = {} }) => {
      const values = { ...others, [option]: text };
      const { command, options } = slash(name, channelId, values, option);
      return settle(begin({ kind: 'autocomplete', channelId, commandId: command.id, options }));
    },
    contextCommand: async (channelId, name, targetId) => {
      const commandId = find(channelId, name, [2, 3]).id;
      return settle(begin({ kind: 'context-command', channelId, commandId, targetId }));
    },
    press: async (message, target) =>
      settle(
        begin({
          kind: 'press',
          channelId: message.channel_id,
          messageId: message.id,
          customId: customIdOf(message, target),
          values: target.values ?? [],
          forged: false,
        }),
      ),
    forgePress: async ({ message, customId, values = [] }) =>
      settle(
        begin({
          kind: 'press',
          channelId: message.channel_id,
          messageId: message.id,
          customId,
          values,
          forged: true,
        }),
      ),
    submitModal: async (opener, fields) => {
      const interaction = discord.interactions.get(opener.interactionId);
      const channelId = interaction?.channelId ?? '';
      const filled = Object.entries(fields).map(([customId, value]): FieldValue => {
        if (typeof value === 'string') return { customId, value };
        return 'customId' in value ? value : { customId, values: value };
      });
      const openedBy = opener.interactionId;
      return settle(begin({ kind: 'submit-modal', channelId, openedBy, fields: filled }));
    },
    react: (message, emoji, present = true) => {
      const stored = discord.messages.get(message.channel_id, message.id);
      if (stored === null) throw new PersonCannot(`There is no message ${message.id}.`);
      setReaction(discord, { message: stored, userId, emoji, present });
    },
    send: (channelId, content, files) =>
      writeAsPerson(discord, userId, { channelId, content, ...(files ? { files } : {}) }),
    sees: (channelId) => seenMessages(discord, userId, channelId),
    directChannelId: () => openDirectChannel(discord, userId).id,
    speak: (locale) => speak(discord, userId, locale),
  };
};

const fits = (component: object, target: PressTarget): boolean => {
  const label = 'label' in component ? component.label : undefined;
  const emoji =
    'emoji' in component && typeof component.emoji === 'object' && component.emoji !== null
      ? Object.entries(component.emoji).find(([key]) => key === 'name')?.[1]
      : undefined;
  return (
    (target.label !== undefined || target.emoji !== undefined) &&
    (target.label === undefined || target.label === label) &&
    (target.emoji === undefined || target.emoji === emoji)
  );
};

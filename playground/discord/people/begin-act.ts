/**
 * Turns what a person does into an interaction and sends it to the bot. It relies on the command
 * store and the messages for what the person is offered, and refuses (`PersonCannot`) what
 * Discord's client would not let them do. It never waits for the bot: the deadline does.
 */
import type { APIApplicationCommand } from 'discord-api-types/v10';
import type { Discord } from '#playground/discord/discord.ts';
import { isOffered } from '#playground/discord/rules/is-offered.ts';
import { limits } from '#playground/discord/rules/limits.ts';
import { mayIn } from '#playground/discord/rules/permissions.ts';
import type { Interaction, InteractionType } from '#playground/discord/state/interaction.ts';
import { failInteraction } from '#playground/discord/state/interaction-life.ts';
import type { Channel } from '#playground/discord/world/world.ts';
import { checkOptions } from './check-options.ts';
import { commandData, contextCommandData } from './command-data.ts';
import { deliverInteraction } from './deliver-interaction.ts';
import { interactionPayload } from './interaction-payload.ts';
import { modalData } from './modal-data.ts';
import { readModalFiles } from './modal-files.ts';
import type { PersonAct } from './person-act.ts';
import { PersonCannot } from './person-cannot.ts';
import { pressData } from './press-data.ts';

type Prepared = {
  readonly type: InteractionType;
  readonly commandName: string | null;
  readonly isContextCommand: boolean;
  readonly pressedMessageId: string | null;
  readonly openedBy: Interaction['openedBy'];
  readonly data: object;
};

const visibleChannel = (discord: Discord, userId: string, channelId: string): Channel => {
  const channel = discord.world.channels.get(channelId);
  if (channel === undefined || !mayIn(discord.world, channel, userId, 'ViewChannel')) {
    throw new PersonCannot(`There is no channel ${channelId} for this person.`);
  }
  return channel;
};

const guildIdOf = (channel: Channel) => (channel.kind === 'guild' ? channel.guildId : null);

const offeredCommand = (
  discord: Discord,
  userId: string,
  channel: Channel,
  { commandId, forged = false }: { readonly commandId: string; readonly forged?: boolean },
): APIApplicationCommand => {
  const guildId = guildIdOf(channel);
  const command = discord.commands.offeredIn(guildId).find((each) => each.id === commandId);
  if (command === undefined) throw new PersonCannot(`There is no command ${commandId} here.`);
  if (!mayIn(discord.world, channel, userId, 'UseApplicationCommands')) {
    throw new PersonCannot('Application commands are not permitted here.');
  }
  const guild = guildId === null ? undefined : discord.world.guilds.get(guildId);
  if (!forged && guild !== undefined && !isOffered(discord, guild, userId, command, channel.id)) {
    throw new PersonCannot(`/${command.name} is not offered to this person.`);
  }
  return command;
};

const ordinary = {
  commandName: null,
  isContextCommand: false,
  pressedMessageId: null,
  openedBy: null,
} as const;

const prepare = async (
  discord: Discord,
  userId: string,
  channel: Channel,
  act: PersonAct,
): Promise<Prepared> => {
  switch (act.kind) {
    case 'command':
    case 'autocomplete': {
      const command = offeredCommand(discord, userId, channel, act);
      if (act.kind === 'command') checkOptions(command.options ?? [], act.options, act.files);
      const data = await commandData(discord, { command, channel, userId, act });
      const type = act.kind === 'command' ? 2 : 4;
      return { ...ordinary, commandName: command.name, type, data };
    }
    case 'context-command': {
      const command = offeredCommand(discord, userId, channel, act);
      const data = contextCommandData(discord, { command, channel, targetId: act.targetId });
      return { ...ordinary, commandName: command.name, type: 2, isContextCommand: true, data };
    }
    case 'press': {
      const message = discord.messages.get(channel.id, act.messageId);
      if (message === null || (message.visibleTo !== null && message.visibleTo !== userId)) {
        throw new PersonCannot(`There is no message ${act.messageId} for this person.`);
      }
      const data = pressData(message, act);
      return { ...ordinary, type: 3, pressedMessageId: message.id, data };
    }
    case 'submit-modal': {
      const opener = discord.interactions.get(act.openedBy);
      if (opener?.modal === null || opener === null || opener.userId !== userId) {
        throw new PersonCannot(`Interaction ${act.openedBy} opened no modal for this person.`);
      }
      const { fields, resolved } = await readModalFiles(discord, act.fields);
      const data = { ...modalData(opener.modal, fields), ...resolved };
      const openedBy = { id: opener.id, type: opener.type === 3 ? 3 : 2 } as const;
      return { ...ordinary, type: 5, pressedMessageId: opener.pressedMessageId, openedBy, data };
    }
    default:
      return act satisfies never;
  }
};

/** Sends the act to the bot and starts its three seconds. */
export const beginAct = async (
  discord: Discord,
  userId: string,
  act: PersonAct,
): Promise<Interaction> => {
  const channel = visibleChannel(discord, userId, act.channelId);
  const prepared = await prepare(discord, userId, channel, act);
  const interaction: Interaction = {
    id: discord.mint.snowflake(),
    token: discord.mint.secret('interaction'),
    type: prepared.type,
    commandName: prepared.commandName,
    isContextCommand: prepared.isContextCommand,
    userId,
    channelId: channel.id,
    guildId: guildIdOf(channel),
    createdAtMs: discord.clock.nowMs(),
    state: { kind: 'waiting' },
    pressedMessageId: prepared.pressedMessageId,
    openedBy: prepared.openedBy,
    originalId: null,
    loading: false,
    messageIds: [],
    modal: null,
    choices: null,
    tokenEnded: false,
  };
  discord.interactions.put(interaction);
  discord.events.emit({ kind: 'interaction-changed', interactionId: interaction.id });
  discord.clock.schedule(limits.firstAnswerMs, () =>
    failInteraction(discord, interaction.id, 'No answer within 3 seconds.'),
  );
  const payload = interactionPayload(discord, interaction, channel, prepared.data);
  deliverInteraction(discord, interaction, payload);
  return interaction;
};

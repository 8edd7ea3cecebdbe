import type { Discord } from '#playground/discord/discord.ts';
import { refusal } from '#playground/discord/discord-error.ts';
import { noMentions } from '#playground/discord/rules/mentions.ts';
import type { Interaction } from '#playground/discord/state/interaction.ts';
import { messageFlags, type StoredMessage } from '#playground/discord/state/stored-message.ts';
import type { Channel } from '#playground/discord/world/world.ts';

/** The place an interaction came from; gone when the channel was deleted meanwhile. */
export const interactionChannel = (discord: Discord, interaction: Interaction): Channel => {
  const channel = discord.world.channels.get(interaction.channelId);
  if (channel === undefined) throw refusal('unknown-channel');
  return channel;
};

type Mark = Pick<StoredMessage, 'type' | 'interaction' | 'repliesTo'>;

/** What marks a message as an answer: its kind, its origin and, for a press, what it replies to. */
export const interactionMark = (
  interaction: Interaction,
  originalId: string | null = null,
): Mark => {
  const { pressedMessageId, channelId } = interaction;
  const type = interaction.type === 4 ? 2 : interaction.type;
  return {
    type:
      interaction.type === 2 ? (interaction.isContextCommand ? 23 : 20) : pressedMessageId ? 19 : 0,
    interaction: {
      id: interaction.id,
      type,
      userId: interaction.userId,
      commandName: interaction.commandName,
      pressedMessageId,
      openedBy: interaction.openedBy,
      originalId,
    },
    repliesTo: pressedMessageId === null ? null : { messageId: pressedMessageId, channelId },
  };
};

/** The message that shows "thinking" until the deferred answer comes. */
export const writeLoading = (
  discord: Discord,
  interaction: Interaction,
  visibleTo: string | null,
): StoredMessage => {
  const message: StoredMessage = {
    id: discord.mint.snowflake(),
    channelId: interactionChannel(discord, interaction).id,
    authorId: discord.world.botId,
    ...interactionMark(interaction),
    content: '',
    embeds: [],
    components: [],
    files: [],
    flags: messageFlags.loading | (visibleTo === null ? 0 : messageFlags.ephemeral),
    createdAtMs: discord.clock.nowMs(),
    editedAtMs: null,
    nonce: null,
    mentions: noMentions,
    reactions: [],
    visibleTo,
  };
  discord.messages.put(message);
  discord.events.emit({ kind: 'message-created', message });
  return message;
};

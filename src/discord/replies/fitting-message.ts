/** An answer in a form that its channel accepts. */
import type { APIEmbed } from 'discord-api-types/v10';
import { mayEmbed } from '#discord/commands/channel-permissions.ts';
import type { Interaction } from '#discord/gateway/interaction.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { embedsText } from '#discord/screens/embed.ts';

/**
 * The message with its embeds as plain text where the bot may not embed: Discord would refuse the whole answer, and
 * show that the bot did not respond.
 */
export function fittingMessage<Message extends Partial<OutgoingMessage>>(
  interaction: Interaction,
  message: Message,
): Message {
  const { content, embeds = [] } = message;
  if (embeds.length === 0 || mayEmbed(interaction)) return message;
  const none: readonly APIEmbed[] = [];
  return { ...message, content: embedsText(content ?? '', embeds), embeds: none };
}

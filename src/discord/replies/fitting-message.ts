/** An answer in the form that its channel takes. */
import type { APIEmbed } from 'discord-api-types/v10';
import { mayEmbed } from '#discord/commands/channel-permissions.ts';
import type { Interaction } from '#discord/gateway/interaction.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { embedsText } from '#discord/screens/embed.ts';

/**
 * The same message, its embeds told as plain text where the bot may not embed: Discord refuses the whole answer there,
 * and the person would read that the bot did not respond.
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

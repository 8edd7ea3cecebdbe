import type { InteractionContext } from '#discord/commands/command.ts';
import type { CommandTarget, TargetMessage } from '#discord/gateway/interaction.ts';

/**
 * The message that a context command was used on, if the bot wrote it; else null. Anybody can post a file named like a
 * result, and other bots buttons with such ids, so other messages are ignored.
 */
export function ownMessage(
  { botUserId }: Pick<InteractionContext, 'botUserId'>,
  target: CommandTarget | null,
): TargetMessage | null {
  if (target?.kind !== 'message') return null;
  return target.message.authorId === botUserId() ? target.message : null;
}

import type { InteractionContext } from '#discord/commands/command.ts';
import type { CommandTarget, TargetMessage } from '#discord/gateway/interaction.ts';

/**
 * The message that a context command was used on, where the bot itself wrote it; null for any other. Everybody can
 * post a file named like a result, and other bots buttons named like ours: nothing in such a message is looked at.
 */
export function ownMessage(
  { botUserId }: Pick<InteractionContext, 'botUserId'>,
  target: CommandTarget | null,
): TargetMessage | null {
  if (target?.kind !== 'message') return null;
  return target.message.authorId === botUserId() ? target.message : null;
}

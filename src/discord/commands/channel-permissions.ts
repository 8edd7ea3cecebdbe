import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { Interaction } from '#discord/gateway/interaction.ts';
import type { NeededPermission } from '#domain/needed-permission.ts';

/** What posting a job's result takes. */
const NEEDED = [
  ['view-channel', PermissionFlagsBits.ViewChannel],
  ['send-messages', PermissionFlagsBits.SendMessages],
  ['send-messages-in-threads', PermissionFlagsBits.SendMessagesInThreads],
  ['attach-files', PermissionFlagsBits.AttachFiles],
  ['embed-links', PermissionFlagsBits.EmbedLinks],
] as const satisfies readonly (readonly [NeededPermission, bigint])[];

/**
 * What the bot lacks in that channel to post a result there later. Asked before anything is accepted:
 * answers themselves need no permission, the result does, and by then it has been paid for.
 */
export function missingPermissions(
  interaction: Pick<Interaction, 'appPermissions' | 'inThread'>,
): readonly NeededPermission[] {
  const { appPermissions, inThread } = interaction;
  if ((appPermissions & PermissionFlagsBits.Administrator) !== 0n) return [];
  // In threads one of the two permissions to write takes the place of the other.
  const beside = inThread ? 'send-messages' : 'send-messages-in-threads';
  return NEEDED.filter(([name, bit]) => name !== beside && (appPermissions & bit) === 0n).map(
    ([name]) => name,
  );
}

/** Whether embeds are shown there; where they are not, an answer has to be plain text. */
export function mayEmbed(interaction: Pick<Interaction, 'appPermissions' | 'inThread'>): boolean {
  return missingPermissions(interaction).every((name) => name === 'attach-files');
}

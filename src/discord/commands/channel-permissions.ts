import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { Interaction } from '#discord/gateway/interaction.ts';
import type { NeededPermission } from '#domain/needed-permission.ts';

/** What posting a job's result takes. */
const NEEDED = [
  ['view-channel', PermissionFlagsBits.ViewChannel],
  ['connect', PermissionFlagsBits.Connect],
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
  interaction: Pick<Interaction, 'appPermissions' | 'inThread' | 'inVoice'>,
): readonly NeededPermission[] {
  const { appPermissions, inThread, inVoice } = interaction;
  if ((appPermissions & PermissionFlagsBits.Administrator) !== 0n) return [];
  // In threads one of the two permissions to write takes the place of the other.
  const beside: readonly NeededPermission[] = [
    inThread ? 'send-messages' : 'send-messages-in-threads',
    ...(inVoice ? [] : (['connect'] as const)),
  ];
  return NEEDED.filter(
    ([name, bit]) => !beside.includes(name) && (appPermissions & bit) === 0n,
  ).map(([name]) => name);
}

/** Where whoever manages a server adds the bot with everything that it needs there. */
export function inviteUrl(applicationId: string): string {
  const permissions = NEEDED.reduce(
    (all, [, bit]) => all | bit,
    PermissionFlagsBits.ReadMessageHistory,
  );
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: 'bot applications.commands',
    permissions: String(permissions),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}

/**
 * Whether embeds are shown there; where they are not, an answer has to be plain text. In direct messages they always
 * are, although the permissions that Discord names for those are fewer than a channel's.
 */
export function mayEmbed(
  interaction: Pick<Interaction, 'appPermissions' | 'guildId' | 'inThread' | 'inVoice'>,
): boolean {
  if (interaction.guildId === null) return true;
  return missingPermissions(interaction).every((name) => name === 'attach-files');
}

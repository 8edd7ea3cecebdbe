import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { Interaction } from '#discord/gateway/interaction.ts';
import type { NeededPermission } from '#domain/needed-permission.ts';

/** The permissions that posting a result needs. */
const NEEDED = [
  ['view-channel', PermissionFlagsBits.ViewChannel],
  ['connect', PermissionFlagsBits.Connect],
  ['send-messages', PermissionFlagsBits.SendMessages],
  ['send-messages-in-threads', PermissionFlagsBits.SendMessagesInThreads],
  ['attach-files', PermissionFlagsBits.AttachFiles],
  ['embed-links', PermissionFlagsBits.EmbedLinks],
] as const satisfies readonly (readonly [NeededPermission, bigint])[];

/**
 * The permissions that the bot lacks to post a result in that channel. Checked before a job is accepted: answers need
 * no permission, but the result does, and by then it is paid for.
 */
export function missingPermissions(
  interaction: Pick<Interaction, 'appPermissions' | 'inThread' | 'inVoice'>,
): readonly NeededPermission[] {
  const { appPermissions, inThread, inVoice } = interaction;
  if ((appPermissions & PermissionFlagsBits.Administrator) !== 0n) return [];
  // Threads need one of the two send permissions instead of the other.
  const beside: readonly NeededPermission[] = [
    inThread ? 'send-messages' : 'send-messages-in-threads',
    ...(inVoice ? [] : (['connect'] as const)),
  ];
  return NEEDED.filter(
    ([name, bit]) => !beside.includes(name) && (appPermissions & bit) === 0n,
  ).map(([name]) => name);
}

/** The link to add the bot to a server with all permissions it needs. */
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
 * Whether embeds are allowed there; otherwise an answer must be plain text. In direct messages they always are,
 * although Discord states fewer permissions there.
 */
export function mayEmbed(
  interaction: Pick<Interaction, 'appPermissions' | 'guildId' | 'inThread' | 'inVoice'>,
): boolean {
  if (interaction.guildId === null) return true;
  return missingPermissions(interaction).every((name) => name === 'attach-files');
}

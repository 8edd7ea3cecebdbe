import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { CommandInteraction, Interaction } from '#discord/gateway/interaction.ts';
import type { InteractionContext } from './command.ts';
import { commandPermission, type PermissionVerdict } from './command-permission.ts';

/** What is assumed of a server whose overrides cannot be read. */
const NO_OVERRIDES = { ofCommand: [], ofApplication: [] } as const;

/**
 * Refuses whoever may not use a command of those who manage a server; true where it did. Discord
 * decides the same before it offers the command; this holds where that was got around.
 */
export async function refusedUnlessManager(
  interaction: CommandInteraction,
  context: Pick<InteractionContext, 'answers' | 'overrides'>,
): Promise<boolean> {
  const verdict = await managerVerdict(interaction, context);
  if (verdict === 'allowed') return false;
  const needed = verdict === 'denied' ? 'override' : 'manage-server';
  const rejection =
    verdict === 'no-server'
      ? ({ kind: 'guild-only' } as const)
      : ({ kind: 'not-permitted', needed } as const);
  await context.answers.rejectWith(interaction, rejection);
  return true;
}

async function managerVerdict(
  { guildId, user, applicationId, commandId, ...where }: CommandInteraction,
  { overrides }: Pick<InteractionContext, 'overrides'>,
): Promise<PermissionVerdict | 'no-server'> {
  if (guildId === null) return 'no-server';
  const { roleIds, memberPermissions } = where;
  const channelId = where.parentChannelId ?? where.channelId;
  const member = { guildId, userId: user.id, roleIds, channelId, memberPermissions };
  // Administrators need no look at the overrides: none can keep them out.
  const isAdministrator = (memberPermissions & PermissionFlagsBits.Administrator) !== 0n;
  const found = isAdministrator
    ? null
    : await overrides.read({ guildId, applicationId, commandId });
  return commandPermission(member, PermissionFlagsBits.ManageGuild, found ?? NO_OVERRIDES);
}

/** Refuses everyone who does not run the bot, whatever a server's settings allow; true where it did. */
export async function refusedUnlessOperator(
  interaction: Interaction,
  { answers, application }: Pick<InteractionContext, 'answers' | 'application'>,
): Promise<boolean> {
  if (application.credits.isOperator(interaction.user.id)) return false;
  await answers.rejectWith(interaction, { kind: 'not-permitted', needed: 'operator' });
  return true;
}

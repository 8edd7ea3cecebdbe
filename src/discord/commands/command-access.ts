import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { CommandInteraction, Interaction } from '#discord/gateway/interaction.ts';
import type { InteractionContext } from './command.ts';
import { commandPermission, type PermissionVerdict } from './command-permission.ts';

/** Assumed if a server's overrides cannot be read. */
const NO_OVERRIDES = { ofCommand: [], ofApplication: [] } as const;

/**
 * Refuses people who may not use a command for server managers; true if it did. Discord already hides such commands;
 * this also holds if somebody gets around that.
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
  // Overrides never apply to administrators.
  const isAdministrator = (memberPermissions & PermissionFlagsBits.Administrator) !== 0n;
  const found = isAdministrator
    ? null
    : await overrides.read({ guildId, applicationId, commandId });
  return commandPermission(member, PermissionFlagsBits.ManageGuild, found ?? NO_OVERRIDES);
}

/** Refuses everyone but operators, whatever a server's settings allow; true if it did. */
export async function refusedUnlessOperator(
  interaction: Interaction,
  { answers, application }: Pick<InteractionContext, 'answers' | 'application'>,
): Promise<boolean> {
  if (application.credits.isOperator(interaction.user.id)) return false;
  await answers.rejectWith(interaction, { kind: 'not-permitted', needed: 'operator' });
  return true;
}

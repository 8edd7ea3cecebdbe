import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { InteractionContext } from './command.ts';
import type { Interaction } from './interaction.ts';
import { rejectionEmbed } from './render-rejection.ts';

const MANAGING = PermissionFlagsBits.ManageGuild | PermissionFlagsBits.Administrator;

/** Whether the member may manage the server, as Discord says with this very interaction. */
export function managesServer({ guildId, memberPermissions }: Interaction): boolean {
  return guildId !== null && (memberPermissions & MANAGING) !== 0n;
}

/** Refuses everyone who does not manage the server; true where it did. */
export async function refusedUnlessManager(
  interaction: Interaction,
  { answers }: Pick<InteractionContext, 'answers'>,
): Promise<boolean> {
  if (managesServer(interaction)) return false;
  const needed = 'manage-server';
  const rejection =
    interaction.guildId === null
      ? ({ kind: 'guild-only' } as const)
      : ({ kind: 'not-permitted', needed } as const);
  await answers.tell(interaction, rejectionEmbed(interaction.texts, rejection));
  return true;
}

/** Refuses everyone who does not run the bot, whatever a server's settings allow; true where it did. */
export async function refusedUnlessOperator(
  interaction: Interaction,
  { answers, application }: Pick<InteractionContext, 'answers' | 'application'>,
): Promise<boolean> {
  if (application.credits.isOperator(interaction.user.id)) return false;
  await answers.tell(
    interaction,
    rejectionEmbed(interaction.texts, { kind: 'not-permitted', needed: 'operator' }),
  );
  return true;
}

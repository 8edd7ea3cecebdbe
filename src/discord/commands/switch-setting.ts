import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { noSpeedEmbed, speedEmbed, visibilityEmbed } from '#discord/screens/render-done.ts';
import type { Visibility } from '#domain/member-settings.ts';
import type { Speed } from '#domain/speed.ts';
import type { InteractionContext } from './command.ts';

/** `/fast`, `/relax`, `/turbo`. */
export async function switchSpeed(
  { answers, application: { members } }: InteractionContext,
  interaction: CommandInteraction,
  speed: Speed,
): Promise<void> {
  if (!members.choices().speeds.includes(speed)) {
    await answers.replyEphemeral(interaction, noSpeedEmbed(interaction.translator, speed));
    return;
  }
  await members.change(interaction.user.id, { speed });
  await answers.replyEphemeral(interaction, speedEmbed(interaction.translator, speed));
}

/** `/stealth`, `/public`. */
export async function switchVisibility(
  { answers, application: { members } }: InteractionContext,
  interaction: CommandInteraction,
  visibility: Visibility,
): Promise<void> {
  const settings = await members.change(interaction.user.id, { visibility });
  await answers.replyEphemeral(interaction, visibilityEmbed(interaction.translator, settings));
}

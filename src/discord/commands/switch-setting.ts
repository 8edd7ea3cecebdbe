/** Commands that set a personal setting to the command's name. */
import { ApplicationCommandType } from 'discord-api-types/v10';
import { noSpeedEmbed, speedEmbed, visibilityEmbed } from '#discord/screens/render-done.ts';
import type { Visibility } from '#domain/member-settings.ts';
import type { Speed } from '#domain/speed.ts';
import type { Command } from './command.ts';
import { SETTINGS_CONTEXTS } from './command-options.ts';

const command = (name: string, description: string, run: Command['run']): Command => ({
  data: { type: ApplicationCommandType.ChatInput, name, description, contexts: SETTINGS_CONTEXTS },
  run,
});

/** `/fast`, `/relax`, `/turbo`. */
export const speedCommand = (speed: Speed, description: string): Command =>
  command(speed, description, async (interaction, { answers, application: { members } }) => {
    const { translator, user } = interaction;
    if (!members.choices().speeds.includes(speed)) {
      await answers.replyEphemeral(interaction, noSpeedEmbed(translator, speed));
      return;
    }
    await members.change(user.id, { speed });
    await answers.replyEphemeral(interaction, speedEmbed(translator, speed));
  });

/** `/stealth`, `/public`. */
export const visibilityCommand = (visibility: Visibility, description: string): Command =>
  command(visibility, description, async (interaction, { answers, application: { members } }) => {
    const settings = await members.change(interaction.user.id, { visibility });
    await answers.replyEphemeral(interaction, visibilityEmbed(interaction.translator, settings));
  });

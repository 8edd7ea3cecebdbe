import type { InteractionContext } from '#discord/commands/command.ts';
import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import { settingsMessage } from '#discord/screens/render-settings.ts';
import type { SettingControl } from './custom-id.ts';
import { settingChange } from './setting-change.ts';

/** Saves a change on the settings panel and updates the panel. */
export async function pressSetting(
  { answers, application: { members } }: InteractionContext,
  interaction: ComponentInteraction,
  control: SettingControl,
): Promise<void> {
  const { id } = interaction.user;
  const before = await members.settings(id);
  const change = settingChange(control, before, interaction.values[0]);
  if (change === null && control !== 'reset') {
    await answers.rejectWith(interaction, { kind: 'panel-stale' });
    return;
  }
  const settings = change === null ? await members.reset(id) : await members.change(id, change);
  await answers.update(
    interaction,
    settingsMessage(interaction.translator, settings, members.choices()),
  );
}

import type { InteractionContext } from '#discord/commands/command.ts';
import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import type { CustomIdOf } from './custom-id.ts';

/** A press on a control of a job in progress. The job's own message shows the outcome. */
export async function pressControl(
  { answers, application }: InteractionContext,
  interaction: ComponentInteraction,
  { jobId }: CustomIdOf<'control'>,
): Promise<void> {
  const { guildId, user } = interaction;
  if (guildId === null) {
    await answers.rejectWith(interaction, { kind: 'guild-only' });
    return;
  }
  const outcome = await application.cancelJob({ guildId, userId: user.id, jobId });
  if (outcome.kind === 'rejected') {
    await answers.rejectWith(interaction, outcome.rejection);
    return;
  }
  await answers.acknowledge(interaction);
}

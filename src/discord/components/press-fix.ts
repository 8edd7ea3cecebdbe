import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import { jobOrigin } from '#discord/replies/job-origin.ts';
import { replyToRequest } from '#discord/replies/reply-to-request.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import type { CustomIdOf } from './custom-id.ts';
import type { PressContext } from './pressed-marks.ts';

/** The prompt runs, with its progress as the answer to the press. */
export async function pressFix(
  context: PressContext,
  interaction: ComponentInteraction,
  { offer, choice }: CustomIdOf<'fix'>,
): Promise<void> {
  const place = jobOrigin(interaction);
  if (place.kind === 'rejected') {
    await context.answers.replyEphemeral(
      interaction,
      rejectionEmbed(interaction.translator, place.rejection),
    );
    return;
  }
  const { origin } = place;
  const { roleIds } = interaction;
  await replyToRequest(context, interaction, null, (onVisibility) =>
    context.application.fixes.run({ origin, offer, choice, roleIds, onVisibility }),
  );
}

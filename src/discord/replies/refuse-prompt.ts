import type { PromptFile } from '#application/requests/prompt-pictures.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import { fixMessage } from '#discord/components/press-fix.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import type { Rejection } from '#domain/rejection.ts';

/** Refuses a prompt, with a button for what it was probably meant to be where that is certain enough to run. */
export async function refusePrompt(
  { answers, application }: InteractionContext,
  interaction: CommandInteraction,
  refused: {
    readonly rejection: Rejection;
    /** As the person typed it, command included. */
    readonly asked: string;
    readonly prompt: string;
    readonly files: readonly PromptFile[];
  },
): Promise<void> {
  const { texts, id: interactionId, user } = interaction;
  const { rejection, asked, prompt, files } = refused;
  const offer =
    rejection.kind === 'prompt-problem'
      ? await application.fixes.offer({ interactionId, userId: user.id }, prompt, files)
      : null;
  if (offer === null) {
    await answers.replyEphemeral(interaction, rejectionEmbed(texts, rejection, asked));
    return;
  }
  await answers.replyEphemeralMessage(
    interaction,
    fixMessage(texts, { rejection, asked }, interactionId, offer),
  );
}

import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import { jobOrigin } from '#discord/replies/job-origin.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { JobId } from '#domain/ids.ts';
import type { PressContext } from './pressed-marks.ts';

/** ❤️ under a result: adds or removes the 😍 rating. The answer is ephemeral; the button shows it to everyone. */
export async function pressFavourite(
  { answers, application, marks }: PressContext,
  interaction: ComponentInteraction,
  jobId: JobId,
): Promise<void> {
  const { guildId, channelId, messageId, user, translator } = interaction;
  if (guildId === null) {
    await answers.rejectWith(interaction, { kind: 'guild-only' });
    return;
  }
  const outcome = await application.remarks.favourite({ guildId, userId: user.id, jobId });
  if (outcome.kind === 'rejected') {
    await answers.rejectWith(interaction, outcome.rejection);
    return;
  }
  const link = `https://discord.com/channels/${guildId}/${channelId}/${messageId}`;
  const content =
    outcome.kind === 'given'
      ? translator.say('favourite.given', { link })
      : translator.say('favourite.taken-back', { link });
  await answers.replyEphemeralMessage(interaction, {
    content,
    allowed_mentions: MENTIONING_NOBODY,
  });
  // A place that takes nothing from the bot would refuse the edit too.
  if (jobOrigin(interaction).kind === 'origin') await marks.redraw({ channelId, messageId, jobId });
}

/**
 * A button under a refused prompt: the refusal is replaced by the outcome, so that it cannot be pressed again, and the
 * job shows its progress below. The application refuses a second press on one offer.
 */
import type { FixOutcome } from '#application/requests/fixes.ts';
import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import { followWithProgress } from '#discord/replies/follow-with-progress.ts';
import { originOrReject } from '#discord/replies/job-origin.ts';
import { type UpdateOrRefusal, updateWhenReady } from '#discord/replies/reply-when-ready.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import { displayPrompt } from '#discord/screens/display-prompt.ts';
import { COLORS, embedMessage } from '#discord/screens/embed.ts';
import { echoOf } from '#discord/screens/job-text.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { batchQuestion } from './batch-question.ts';
import type { CustomIdOf } from './custom-id.ts';
import { SHOWN_CHARACTERS_MAX } from './fix-message.ts';
import type { PressContext } from './pressed-marks.ts';

/** Runs the prompt, or asks first if it is several jobs. */
export async function pressFix(
  context: PressContext,
  interaction: ComponentInteraction,
  { offer, choice }: CustomIdOf<'fix'>,
): Promise<void> {
  const origin = await originOrReject(context.answers, interaction);
  if (origin === null) return;
  const { roleIds } = interaction;
  const running = context.application.fixes.run({ origin, offer, choice, roleIds });
  const becoming = running.then((outcome) => refusalBecomes(interaction, outcome));
  await updateWhenReady(context, interaction, becoming);
  const outcome = await running;
  // The first delivery of the press shows the progress.
  if (outcome.kind !== 'accepted') return;
  const { job, queuePosition = null } = outcome;
  await followWithProgress(context, interaction, job, queuePosition);
  const { sourceMessageId: messageId } = job.origin;
  if (messageId === null || job.parentId === null) return;
  // Redraws the button whose modal the prompt was typed in.
  await context.marks.redraw({ channelId: interaction.channelId, messageId, jobId: job.parentId });
}

/** The message that replaces the refusal; after a temporary refusal it stays. */
function refusalBecomes(
  { id, translator }: ComponentInteraction,
  outcome: FixOutcome,
): UpdateOrRefusal {
  if (outcome.kind === 'question') return batchQuestion(translator, id, outcome);
  if (outcome.kind === 'rejected') {
    const refusal = rejectionEmbed(translator, outcome.rejection);
    return outcome.rejection.kind === 'fix-stale'
      ? { embeds: [refusal], components: [], allowed_mentions: MENTIONING_NOBODY }
      : { kind: 'refusal', embed: refusal };
  }
  const title = translator.say('batch.started.title', { count: 1 });
  const description = displayPrompt(echoOf(outcome.job), SHOWN_CHARACTERS_MAX);
  return embedMessage({ title, description, color: COLORS.success }, []);
}

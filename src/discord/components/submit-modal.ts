import type { ModalInteraction } from '#discord/gateway/interaction.ts';
import { namedJob } from '#discord/replies/named-job.ts';
import { replyToRequest } from '#discord/replies/reply-to-request.ts';
import { type CustomIdOf, decodeCustomId } from './custom-id.ts';
import { submitRegion } from './press-region.ts';
import { submitSuggestion } from './press-suggestions.ts';
import type { PressContext } from './pressed-marks.ts';
import { PROMPT_FIELD } from './prompt-modal.ts';

/**
 * Handles a submitted modal. Its custom id came from outside and is checked like a press: if the modal's message has
 * components, one must be of the same job, though perhaps not the same one.
 */
export async function submitModal(
  context: PressContext,
  interaction: ModalInteraction,
): Promise<void> {
  const opener = decodeCustomId(interaction.customId);
  // A message that is deleted or has no components cannot be checked.
  const offered = interaction.offered ?? [];
  const isOffered =
    offered.length === 0 ||
    (opener !== null &&
      'jobId' in opener &&
      namedJob({ customIds: offered, fileNames: [] }) === opener.jobId);
  const id = isOffered ? opener : null;
  switch (id?.kind) {
    case 'remix-modal':
      return submitRemix(context, interaction, id);
    case 'region-modal':
      return submitRegion(context, interaction, id);
    // The modal of a suggestion has its button's own id.
    case 'suggestions':
      return submitSuggestion(context, interaction, id);
    case 'button':
    case 'control':
    case 'setting':
    case 'approval':
    case 'report':
    case 'batch':
    case 'batch-cancel':
    case 'fix':
    case 'region':
    case undefined:
      await context.answers.rejectWith(interaction, { kind: 'button-unknown' });
      return;
    default:
      id satisfies never;
  }
}

/** A press with another prompt, however late: the button is checked again. */
async function submitRemix(
  context: PressContext,
  interaction: ModalInteraction,
  { jobId, button }: CustomIdOf<'remix-modal'>,
): Promise<void> {
  const prompt = interaction.fields.get(PROMPT_FIELD) ?? '';
  const job = await replyToRequest(context, interaction, prompt, (request) =>
    context.application.requestRemix({ ...request, parentId: jobId, button, prompt }),
  );
  if (job === null || interaction.messageId === null) return;
  const { channelId, messageId } = interaction;
  await context.marks.redraw({ channelId, messageId, jobId });
}

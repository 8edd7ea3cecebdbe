import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import { originOrReject } from '#discord/replies/job-origin.ts';
import { replyToRequest } from '#discord/replies/reply-to-request.ts';
import { type CustomIdOf, decodeCustomId, encodeCustomId } from './custom-id.ts';
import { pressApproval } from './press-approval.ts';
import { pressBatch, pressBatchCancel } from './press-batch.ts';
import { pressControl } from './press-control.ts';
import { pressFavourite } from './press-favourite.ts';
import { pressFix } from './press-fix.ts';
import { offerRegion, pressRegion } from './press-region.ts';
import { pressReport } from './press-report.ts';
import { pressSetting } from './press-setting.ts';
import { pressSuggestions } from './press-suggestions.ts';
import type { PressContext } from './pressed-marks.ts';
import { buttonModal } from './prompt-modal.ts';

/**
 * Handles a press on any component. The custom id came from outside: an unknown one, or one that is not on the message,
 * is refused. A press may change its message, and shows its result where that message is, so only somebody who sees the
 * message may press. Use cases check server, job and offer.
 */
export async function pressButton(
  context: PressContext,
  interaction: ComponentInteraction,
): Promise<void> {
  const { customId, offered } = interaction;
  const id = offered === null || offered.includes(customId) ? decodeCustomId(customId) : null;
  switch (id?.kind) {
    case 'button':
      return id.button.action === 'vary-region'
        ? offerRegion(context, interaction, id.jobId)
        : pressAction(context, interaction, id);
    case 'control':
      return id.control === 'favourite'
        ? pressFavourite(context, interaction, id.jobId)
        : pressControl(context, interaction, id);
    case 'suggestions':
      return pressSuggestions(context, interaction, id);
    case 'setting':
      return pressSetting(context, interaction, id.control);
    case 'approval':
      return pressApproval(context, interaction, id);
    case 'report':
      return pressReport(context, interaction, id);
    case 'batch':
      return pressBatch(context, interaction, id);
    case 'batch-cancel':
      return pressBatchCancel(context, interaction, id);
    case 'fix':
      return pressFix(context, interaction, id);
    case 'region':
      return pressRegion(context, interaction, id);
    // Modals cannot be pressed.
    case 'remix-modal':
    case 'region-modal':
    case undefined:
      await context.answers.rejectWith(interaction, { kind: 'button-unknown' });
      return;
    default:
      id satisfies never;
  }
}

/** A button of a result: opens its modal or starts a job. */
async function pressAction(
  context: PressContext,
  interaction: ComponentInteraction,
  id: CustomIdOf<'button'>,
): Promise<void> {
  const origin = await originOrReject(context.answers, interaction, interaction.messageId);
  if (origin === null) return;
  const { button, jobId: parentId } = id;
  const { guildId, userId } = origin;
  const modal = await context.application.modalFor({ guildId, userId, parentId, button });
  if (modal.kind === 'rejected') {
    await context.answers.rejectWith(interaction, modal.rejection);
    return;
  }
  if (modal.kind === 'modal') {
    const customId = encodeCustomId({ ...id, kind: 'remix-modal' });
    const { prompt } = modal;
    await context.answers.openModal(
      interaction,
      buttonModal(interaction.translator, customId, { button, prompt }),
    );
    return;
  }
  const { channelId, messageId } = interaction;
  const job = await replyToRequest(context, interaction, null, (request) =>
    context.application.requestFollowUp({
      ...request,
      parentId,
      button,
      ...(modal.settings === undefined ? {} : { settings: modal.settings }),
    }),
  );
  if (job === null) return;
  await context.marks.redraw({ channelId, messageId, jobId: parentId });
}

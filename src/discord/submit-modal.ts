import { decodeCustomId } from './custom-id.ts';
import type { ModalInteraction } from './interaction.ts';
import { decodeModalId } from './modal-id.ts';
import type { PressContext } from './press-button.ts';
import { submitRegion } from './press-region.ts';
import { submitText } from './press-texts.ts';
import { decodeRegionDialogId } from './region-id.ts';
import { submitRemix } from './remix-dialog.ts';
import { rejectionEmbed } from './render-rejection.ts';

/** A dialog that was sent off. Its custom id came from outside, and is checked like a press. */
export async function submitModal(
  context: PressContext,
  interaction: ModalInteraction,
): Promise<void> {
  const remix = decodeModalId(interaction.customId);
  if (remix !== null) return submitRemix(context, interaction, remix);
  const region = decodeRegionDialogId(interaction.customId);
  if (region !== null) return submitRegion(context, interaction, region);
  const id = decodeCustomId(interaction.customId);
  if (id?.kind === 'texts') return submitText(context, interaction, id);
  await context.answers.tell(
    interaction,
    rejectionEmbed(interaction.texts, { kind: 'button-stale' }),
  );
}

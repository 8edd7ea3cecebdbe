/** Modals with a prompt to rewrite: opened by a press, answered like the press they came from. */
import { ComponentType, TextInputStyle } from 'discord-api-types/v10';
import type { ModalInteraction } from '#discord/gateway/interaction.ts';
import type { Modal } from '#discord/replies/answers.ts';
import { originOrReject } from '#discord/replies/job-origin.ts';
import { replyToRequest } from '#discord/replies/reply-to-request.ts';
import { buttonName } from '#discord/screens/button-text.ts';
import type { Button } from '#domain/button.ts';
import type { Translator } from '#i18n/translator.ts';
import { type CustomIdOf, encodeCustomId } from './custom-id.ts';
import type { PressContext } from './press-context.ts';

const FIELD = 'prompt';
/** Discord's limits (docs.discord.com, Component Reference). */
const PROMPT_CHARACTERS_MAX = 4_000;
const TITLE_CHARACTERS_MAX = 45;

/** The modal of a press, filled with the prompt as it is. */
export const remixModal = (
  translator: Translator,
  { jobId, button }: CustomIdOf<'button'>,
  prompt: string,
): Modal => {
  const customId = encodeCustomId({ kind: 'remix-modal', jobId, button });
  return promptModal(translator, { customId, button, prompt });
};

/** A modal for a button's prompt; what is sent comes back under `customId`. */
export function promptModal(
  translator: Translator,
  {
    customId,
    button,
    prompt,
  }: { readonly customId: string; readonly button: Button; readonly prompt: string },
): Modal {
  const isZoom = button.action === 'zoom-custom';
  return {
    custom_id: customId,
    title: titleOf(translator, button).slice(0, TITLE_CHARACTERS_MAX),
    components: [
      {
        type: ComponentType.Label,
        label: isZoom ? translator.say('modal.zoom.label') : translator.say('modal.remix.label'),
        component: {
          type: ComponentType.TextInput,
          custom_id: FIELD,
          style: TextInputStyle.Paragraph,
          value: prompt,
          required: true,
          max_length: PROMPT_CHARACTERS_MAX,
        },
      },
    ],
  };
}

const titleOf = (translator: Translator, pressed: Button): string =>
  pressed.action === 'zoom-custom'
    ? translator.say('modal.zoom.title')
    : translator.say('modal.remix.title', { button: buttonName(translator, pressed) });

/** A modal that was submitted, however late: the button is checked as if it were pressed now. */
export async function submitRemix(
  context: PressContext,
  interaction: ModalInteraction,
  { jobId, button }: CustomIdOf<'remix-modal'>,
): Promise<void> {
  const origin = await originOrReject(context.answers, interaction, interaction.messageId);
  if (origin === null) return;
  const prompt = interaction.fields.get(FIELD) ?? '';
  const job = await replyToRequest(context, interaction, prompt, (onVisibility) =>
    context.application.requestRemix({
      origin,
      parentId: jobId,
      button,
      prompt,
      roleIds: interaction.roleIds,
      onVisibility,
    }),
  );
  if (job === null || interaction.messageId === null) return;
  const { channelId, messageId } = interaction;
  await context.marks.redraw({ channelId, messageId, jobId });
}

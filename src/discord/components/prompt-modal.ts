/** Modals with one field, a prompt to edit. */
import { ComponentType, TextInputStyle } from 'discord-api-types/v10';
import { MODAL_CHARACTERS_MAX } from '#application/requests/remix.ts';
import type { Modal } from '#discord/replies/answers.ts';
import { buttonName } from '#discord/screens/button-text.ts';
import type { Button } from '#domain/button.ts';
import { cutText } from '#domain/cut-text.ts';
import type { Translator } from '#i18n/translator.ts';

/** The custom id of the modal's field. */
export const PROMPT_FIELD = 'prompt';

/** Discord's limit (docs.discord.com, Component Reference). */
const TITLE_CHARACTERS_MAX = 45;

/** The modal for a suggestion; it is submitted under `customId`. */
export const imagineModal = ({ say }: Translator, customId: string, prompt: string): Modal =>
  promptModal(customId, {
    title: say('modal.imagine.title'),
    label: say('modal.imagine.label'),
    prompt: cutText(prompt, MODAL_CHARACTERS_MAX),
  });

/** The modal for a button's prompt. */
export const buttonModal = (
  translator: Translator,
  customId: string,
  { button, prompt }: { readonly button: Button; readonly prompt: string },
): Modal =>
  promptModal(
    customId,
    button.action === 'zoom-custom'
      ? {
          title: translator.say('modal.zoom.title'),
          label: translator.say('modal.zoom.label'),
          prompt,
        }
      : {
          title: translator.say('modal.remix.title', { button: buttonName(translator, button) }),
          label: translator.say('modal.remix.label'),
          prompt,
        },
  );

const promptModal = (
  customId: string,
  shown: { readonly title: string; readonly label: string; readonly prompt: string },
): Modal => ({
  custom_id: customId,
  title: shown.title.slice(0, TITLE_CHARACTERS_MAX),
  components: [
    {
      type: ComponentType.Label,
      label: shown.label,
      component: {
        type: ComponentType.TextInput,
        custom_id: PROMPT_FIELD,
        style: TextInputStyle.Paragraph,
        value: shown.prompt,
        max_length: MODAL_CHARACTERS_MAX,
        required: true,
      },
    },
  ],
});

/** Modals with one field, a prompt to change: opened by a press, whose way they go on when they are submitted. */
import { ComponentType, TextInputStyle } from 'discord-api-types/v10';
import type { Modal } from '#discord/replies/answers.ts';
import { buttonName } from '#discord/screens/button-text.ts';
import type { Button } from '#domain/button.ts';
import { cutText } from '#domain/cut-text.ts';
import type { Translator } from '#i18n/translator.ts';

/** The field of such a modal. */
export const PROMPT_FIELD = 'prompt';

/** Discord's limits (docs.discord.com, Component Reference). */
const PROMPT_CHARACTERS_MAX = 4_000;
const TITLE_CHARACTERS_MAX = 45;

/** A modal for a text that a job found; what is sent comes back under `customId`. */
export const imagineModal = ({ say }: Translator, customId: string, prompt: string): Modal =>
  promptModal(customId, {
    title: say('modal.imagine.title'),
    label: say('modal.imagine.label'),
    prompt: cutText(prompt, PROMPT_CHARACTERS_MAX),
  });

/** A modal for a button's prompt. */
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
        max_length: PROMPT_CHARACTERS_MAX,
        required: true,
      },
    },
  ],
});

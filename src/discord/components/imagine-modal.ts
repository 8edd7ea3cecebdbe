import { ComponentType, TextInputStyle } from 'discord-api-types/v10';
import type { Modal } from '#discord/replies/answers.ts';
import { cutText } from '#domain/cut-text.ts';
import type { Translator } from '#i18n/translator.ts';

/** The one field of a modal that ends in a prompt. */
export const PROMPT_FIELD = 'prompt';

/** The longest text that a modal takes (docs.discord.com, Component Reference). */
const MODAL_PROMPT_CHARACTERS_MAX = 4000;

/** A modal with a prompt to change and submit; what is sent comes back under `customId`. */
export function imagineModal({ say }: Translator, customId: string, prompt: string): Modal {
  return {
    custom_id: customId,
    title: say('modal.imagine.title'),
    components: [
      {
        type: ComponentType.Label,
        label: say('modal.imagine.label'),
        component: {
          type: ComponentType.TextInput,
          custom_id: PROMPT_FIELD,
          style: TextInputStyle.Paragraph,
          value: cutText(prompt, MODAL_PROMPT_CHARACTERS_MAX),
          max_length: MODAL_PROMPT_CHARACTERS_MAX,
          required: true,
        },
      },
    ],
  };
}

import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import type { Translator } from '#i18n/translator.ts';
import { type CustomId, encodeCustomId } from './custom-id.ts';

/** The buttons under a question that starts jobs: what each answer presses. */
export function yesOrNo(
  { say }: Translator,
  { yes, no }: { readonly yes: CustomId; readonly no: CustomId },
): APIActionRowComponent<APIButtonComponentWithCustomId> {
  const button = (
    label: string,
    style: ButtonStyle.Success | ButtonStyle.Danger,
    id: CustomId,
  ): APIButtonComponentWithCustomId => ({
    type: ComponentType.Button,
    style,
    label,
    custom_id: encodeCustomId(id),
  });
  return {
    type: ComponentType.ActionRow,
    components: [
      button(say('button.yes'), ButtonStyle.Success, yes),
      button(say('button.no'), ButtonStyle.Danger, no),
    ],
  };
}

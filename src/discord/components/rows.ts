/** Builders of component rows. */
import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import type { Translator } from '#i18n/translator.ts';
import { type CustomId, encodeCustomId } from './custom-id.ts';

/** Rows of components in Discord's form. */
export type Rows = APIActionRowComponent<APIComponentInMessageActionRow>[];

/** One row. */
export const row = (...components: APIComponentInMessageActionRow[]): Rows[number] => ({
  type: ComponentType.ActionRow,
  components,
});

/** The visible parts of a button. */
type Face = Pick<APIButtonComponentWithCustomId, 'label' | 'emoji' | 'disabled'>;

/** A button with a custom id. */
export const button = (
  id: CustomId,
  style: APIButtonComponentWithCustomId['style'],
  face: Face,
): APIButtonComponentWithCustomId => ({
  type: ComponentType.Button,
  style,
  custom_id: encodeCustomId(id),
  ...face,
});

/** The Yes and No buttons under a question. */
export const yesOrNo = (
  { say }: Translator,
  { yes, no }: { readonly yes: CustomId; readonly no: CustomId },
): Rows => [
  row(
    button(yes, ButtonStyle.Success, { label: say('button.yes') }),
    button(no, ButtonStyle.Danger, { label: say('button.no') }),
  ),
];

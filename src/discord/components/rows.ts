/** Rows of components as Discord takes them, and what most of them are made of. */
import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import type { Translator } from '#i18n/translator.ts';
import { type CustomId, encodeCustomId } from './custom-id.ts';

/** Rows of components as Discord takes them. */
export type Rows = APIActionRowComponent<APIComponentInMessageActionRow>[];

/** One row. */
export const row = (...components: APIComponentInMessageActionRow[]): Rows[number] => ({
  type: ComponentType.ActionRow,
  components,
});

/** What a button shows. */
type Face = Pick<APIButtonComponentWithCustomId, 'label' | 'emoji' | 'disabled'>;

/** A button that is pressed for what its id says. */
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

/** Under a question that starts jobs: what each answer presses. */
export const yesOrNo = (
  { say }: Translator,
  { yes, no }: { readonly yes: CustomId; readonly no: CustomId },
): Rows => [
  row(
    button(yes, ButtonStyle.Success, { label: say('button.yes') }),
    button(no, ButtonStyle.Danger, { label: say('button.no') }),
  ),
];

/** @import { APIModalInteractionResponseCallbackData, APITextInputComponent, APISelectMenuComponent } from 'discord-api-types/v10' */

/**
 * @typedef {object} ModalField
 * @property {string} customId
 * @property {string} label
 * @property {string} description
 * @property {boolean} required
 * @property {APITextInputComponent | APISelectMenuComponent} component
 */

/** @typedef {{ readonly kind: 'text'; readonly text: string } | { readonly kind: 'field'; readonly field: ModalField }} ModalPart */

const textInput = 4;
const selects = [3, 5, 6, 7, 8];

/** What a modal asks, whether written with rows or with labels. @type {(data: APIModalInteractionResponseCallbackData) => readonly ModalPart[]} */
export function modalParts(data) {
  return data.components.flatMap((component) => {
    if (component.type === 10) return [{ kind: 'text', text: component.content }];
    if (component.type === 1) {
      return component.components.flatMap((inner) => fieldOf(inner, inner.label ?? '', ''));
    }
    return fieldOf(component.component, component.label, component.description ?? '');
  });
}

/** @type {(component: { readonly type: number }, label: string, description: string) => readonly ModalPart[]} */
function fieldOf(component, label, description) {
  if (component.type !== textInput && !selects.includes(component.type)) {
    return [{ kind: 'text', text: `*${label}: the playground cannot show this kind of field.*` }];
  }
  const known = /** @type {APITextInputComponent | APISelectMenuComponent} */ (component);
  const required = known.required !== false;
  return [
    {
      kind: 'field',
      field: { customId: known.custom_id, label, description, required, component: known },
    },
  ];
}

/** Why a text would not be accepted; null when it would. @type {(field: ModalField, text: string) => string | null} */
export function textProblem({ component, required }, text) {
  if (component.type !== textInput) return null;
  if (text === '') return required ? 'This field is required.' : null;
  const fewest = component.min_length ?? 0;
  const most = component.max_length ?? 4000;
  if (text.length < fewest) return `At least ${fewest} characters (${text.length} so far).`;
  return text.length > most ? `At most ${most} characters.` : null;
}

/** @type {(field: ModalField, values: readonly string[]) => string | null} */
export function selectProblem({ component, required }, values) {
  if (component.type === textInput || (!required && values.length === 0)) return null;
  const fewest = component.min_values ?? 1;
  return values.length < fewest ? `Choose at least ${fewest}.` : null;
}

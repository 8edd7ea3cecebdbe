import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import type { FieldValue } from './person-act.ts';
import { PersonCannot } from './person-cannot.ts';

type Component = APIModalInteractionResponseCallbackData['components'][number];
type Label = Extract<Component, { readonly type: 18 }>;
type Field = Label['component'];

const checkText = (field: Extract<Field, { type: 4 }>, value: string): void => {
  if ((field.required ?? true) && value === '') {
    throw new PersonCannot(`"${field.custom_id}" is required.`);
  }
  const least = field.min_length ?? 0;
  if (value !== '' && value.length < least) {
    throw new PersonCannot(`"${field.custom_id}" needs ${least} characters.`);
  }
  if (value.length > (field.max_length ?? 4_000)) {
    throw new PersonCannot(`"${field.custom_id}" takes ${field.max_length ?? 4_000} characters.`);
  }
};

const submitField = (field: Field, filled: FieldValue | undefined): object => {
  const shared = { id: field.id ?? 1, type: field.type, custom_id: field.custom_id };
  if (field.type === 4) {
    const value = filled?.value ?? field.value ?? '';
    checkText(field, value);
    return { ...shared, value };
  }
  const values = filled?.values ?? [];
  if ((!('required' in field) || field.required !== false) && values.length === 0) {
    throw new PersonCannot(`"${field.custom_id}" is required.`);
  }
  if (field.type === 3) {
    const unknown = values.find((value) => field.options.every((each) => each.value !== value));
    if (unknown !== undefined) throw new PersonCannot(`"${unknown}" is not offered.`);
  }
  return { ...shared, values };
};

/** The `data` of a submitted modal; fields nobody filled in send what the modal proposed. */
export const modalData = (
  modal: APIModalInteractionResponseCallbackData,
  fields: readonly FieldValue[],
): object => {
  const known = new Set<string>();
  const submit = (field: Field): object => {
    known.add(field.custom_id);
    return submitField(
      field,
      fields.find((each) => each.customId === field.custom_id),
    );
  };
  const components = modal.components.map((component, index): object => {
    const id = component.id ?? index + 1;
    if (component.type === 18) return { id, type: 18, component: submit(component.component) };
    if (component.type === 1) return { id, type: 1, components: component.components.map(submit) };
    return { id, type: component.type };
  });
  const stray = fields.find((field) => !known.has(field.customId));
  if (stray !== undefined) throw new PersonCannot(`The modal has no field "${stray.customId}".`);
  return { custom_id: modal.custom_id, components };
};

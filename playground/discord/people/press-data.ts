import type { APIComponentInMessageActionRow } from 'discord-api-types/v10';
import type { StoredMessage } from '#playground/discord/state/stored-message.ts';
import type { PersonAct } from './person-act.ts';
import { PersonCannot } from './person-cannot.ts';

type Press = Extract<PersonAct, { kind: 'press' }>;

/** Every button and select of a message, row by row. */
export const componentsOf = (
  message: Pick<StoredMessage, 'components'>,
): readonly APIComponentInMessageActionRow[] => message.components.flatMap((row) => row.components);

const findComponent = (message: StoredMessage, press: Press): APIComponentInMessageActionRow => {
  const found = componentsOf(message).find(
    (each) => 'custom_id' in each && each.custom_id === press.customId,
  );
  if (found === undefined) {
    throw new PersonCannot(`Message ${message.id} has no component "${press.customId}".`);
  }
  if ('disabled' in found && found.disabled === true) {
    throw new PersonCannot(`"${press.customId}" is disabled.`);
  }
  return found;
};

const checkValues = (component: APIComponentInMessageActionRow, values: readonly string[]) => {
  if (component.type === 2) return;
  const least = component.min_values ?? 1;
  const most = component.max_values ?? 1;
  if (values.length < least || values.length > most) {
    throw new PersonCannot(`Choose ${least} to ${most} values.`);
  }
  if (component.type !== 3) return;
  const unknown = values.find((value) => component.options.every((each) => each.value !== value));
  if (unknown !== undefined) throw new PersonCannot(`"${unknown}" is not offered.`);
};

/** The `data` of a press. Only a forged one may name what the message does not have. */
export const pressData = (message: StoredMessage, press: Press): object => {
  if (press.forged) {
    const select = press.values.length > 0 ? { values: press.values, component_type: 3 } : null;
    return { id: 1, custom_id: press.customId, ...(select ?? { component_type: 2 }) };
  }
  const component = findComponent(message, press);
  checkValues(component, press.values);
  return {
    id: component.id ?? componentsOf(message).indexOf(component) + 1,
    custom_id: press.customId,
    component_type: component.type,
    ...(component.type === 2 ? {} : { values: press.values }),
  };
};

import { html } from '../html.js';
import { usePage } from '../store/page-context.js';
import { displayName } from '../store/people-names.js';
import { Select } from './select.js';

/**
 * @import { APIMessage, APISelectMenuComponent } from 'discord-api-types/v10'
 * @import { PageState } from '../store/page-state.js'
 * @import { SelectOption } from './select.js'
 */

/** A select on a message: choosing is pressing. @param {{ message: APIMessage; component: APISelectMenuComponent }} props */
export function MessageSelect({ message, component }) {
  const { state, acts } = usePage();
  const { custom_id: customId } = component;
  const act = state.acts.find(
    (candidate) => candidate.messageId === message.id && candidate.customId === customId,
  );
  const label = component.placeholder ?? 'Make a selection';
  return html`<${Select}
    label=${label}
    options=${selectOptions(state, component)}
    chosen=${chosenAtFirst(component)}
    fewest=${component.min_values ?? 1}
    most=${component.max_values ?? 1}
    disabled=${component.disabled === true}
    state=${act?.state ?? 'idle'}
    customId=${customId}
    onChoose=${/** @param {readonly string[]} values */ (values) => acts.press(message, customId, label, values)}
  />`;
}

/** Also for selects in modals. @type {(state: PageState, component: APISelectMenuComponent) => readonly SelectOption[]} */
export function selectOptions(state, component) {
  if (component.type === 3) return component.options;
  if (component.type === 8) {
    const guild = state.guilds.find((candidate) => candidate.id === state.place.guildId);
    const channels = (guild?.channels ?? []).filter((channel) => channel.type === 0);
    return channels.map((channel) => ({ label: `#${channel.name}`, value: channel.id }));
  }
  if (component.type === 6) return [];
  const people = state.people.map((person) => person.user);
  return people.map((user) => ({
    label: displayName(user),
    value: user.id,
    description: user.username,
  }));
}

/** @type {(component: APISelectMenuComponent) => readonly string[]} */
export function chosenAtFirst(component) {
  if (component.type !== 3) return (component.default_values ?? []).map((value) => value.id);
  return component.options
    .filter((option) => option.default === true)
    .map((option) => option.value);
}

import { html } from '../html.js';
import { ComponentEmoji } from '../picker/emoji.js';
import { usePage } from '../store/page-context.js';
import { MessageSelect } from './message-select.js';

/**
 * @import { APIMessage, APIMessageTopLevelComponent, APIComponentInMessageActionRow, APIButtonComponent } from 'discord-api-types/v10'
 */

const actionRow = 1;
const button = 2;

/** @type {Readonly<Record<number, string>>} */
const styles = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link', 6: 'premium' };

/** @param {{ message: APIMessage; components: readonly APIMessageTopLevelComponent[] }} props */
export const ComponentRows = ({ message, components }) =>
  html`${components.map((row) => row.type === actionRow && html`<${ComponentRow} message=${message} components=${row.components} />`)}`;

/** @param {{ message: APIMessage; components: readonly APIComponentInMessageActionRow[] }} props */
export function ComponentRow({ message, components }) {
  return html`<div class="component-row" role="group" aria-label="Message components">
    ${components.map((component) =>
      component.type === button
        ? html`<${MessageButton} message=${message} component=${component} />`
        : html`<${MessageSelect} message=${message} component=${component} />`,
    )}
  </div>`;
}

/** @param {{ message: APIMessage; component: APIButtonComponent }} props */
export function MessageButton({ message, component }) {
  const { state, acts } = usePage();
  const label = visible('label' in component ? component.label : undefined);
  const emoji = 'emoji' in component ? component.emoji : undefined;
  const name = label ?? emoji?.name ?? (component.style === 5 ? 'Open link' : 'Button');
  const inside = html`
    ${emoji !== undefined && html`<span class="button-emoji" aria-hidden="true"><${ComponentEmoji} emoji=${emoji} /></span>`}
    ${label !== undefined && html`<span class="button-label">${label}</span>`}
  `;
  const className = `button button-${styles[component.style] ?? 'secondary'}`;
  if (component.style === 5) {
    return html`<a
      class=${className}
      href=${/^(https?|discord):/i.test(component.url) ? component.url : undefined}
      target="_blank"
      rel="noreferrer noopener"
      aria-label=${name}
      aria-disabled=${component.disabled === true ? 'true' : undefined}
    >
      ${inside}<span class="button-out" aria-hidden="true">↗</span>
    </a>`;
  }
  const customId = 'custom_id' in component ? component.custom_id : '';
  const act = state.acts.find(
    (candidate) => candidate.messageId === message.id && candidate.customId === customId,
  );
  const waiting = act?.state === 'waiting';
  const press = () => {
    if (!waiting) acts.press(message, customId, name);
  };
  return html`<button
    type="button"
    class=${className}
    data-custom-id=${customId}
    data-state=${act?.state ?? 'idle'}
    disabled=${component.disabled === true || component.style === 6}
    aria-label=${name}
    aria-busy=${waiting}
    onClick=${press}
  >
    ${inside}
    ${waiting && html`<span class="button-wait" aria-hidden="true"><span class="spinner"></span></span>`}
  </button>`;
}

/** Bots use zero-width labels for icons alone. @type {(label: string | undefined) => string | undefined} */
function visible(label) {
  const text = label?.replace(/[\u200b-\u200d\u2060\ufeff]/g, '').trim();
  return text === '' ? undefined : text;
}

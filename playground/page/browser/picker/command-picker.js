import { useLayoutEffect, useRef } from 'preact/hooks';
import { Avatar } from '../avatar.js';
import { html } from '../html.js';
import { usePage } from '../store/page-context.js';
import { displayName } from '../store/people-names.js';

/** @import { CommandLeaf, TypedCommand } from '../composer/command-text.js' */

/** Keeps the text field focused while the list is used with a pointer. @param {Event} event */
const keepFocus = (event) => event.preventDefault();

/** What a slash offers. @param {{ leaves: readonly CommandLeaf[]; active: number; onHover: (index: number) => void; onPick: (leaf: CommandLeaf) => void }} props */
export function CommandPicker({ leaves, active, onHover, onPick }) {
  const { state } = usePage();
  const list = useRef(/** @type {HTMLDivElement | null} */ (null));
  useLayoutEffect(() => {
    list.current?.querySelector('[data-active="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return html`<div class="picker">
    <div class="picker-title">
      ${state.bot !== null && html`<${Avatar} user=${state.bot} small />`}
      ${state.bot === null ? 'Commands' : displayName(state.bot)}
    </div>
    <div ref=${list} class="picker-list" id="command-picker" role="listbox" aria-label="Commands">
      ${leaves.map(
        (leaf, index) => html`<div
        key=${leaf.name}
        id=${`command-${index}`}
        class="picker-row"
        role="option"
        aria-selected=${index === active}
        data-active=${index === active}
        onMouseMove=${() => index !== active && onHover(index)}
        onMouseDown=${keepFocus}
        onClick=${() => onPick(leaf)}
      >
        <span class="picker-name">/${leaf.name}</span>
        <span class="picker-options" aria-hidden="true">
          ${leaf.options.slice(0, 4).map((option) => html`<span class="picker-option">${option.name}${option.required === true ? '' : '?'}</span>`)}
        </span>
        <span class="picker-description">${leaf.description}</span>
      </div>`,
      )}
    </div>
  </div>`;
}

/** How a command that was typed as text will be read. @param {{ typed: TypedCommand }} props */
export function TypedHint({ typed: { leaf, values } }) {
  const given = leaf.options.filter((option) => values[option.name] !== undefined);
  const missing = leaf.options.filter(
    (option) => option.required === true && (values[option.name] ?? '') === '',
  );
  return html`<div class="hint" aria-live="polite">
    <strong>/${leaf.name}</strong>
    ${given.map((option) => html`<span class="hint-value"><b>${option.name}</b> ${values[option.name]}</span>`)}
    ${missing.map((option) => html`<span class="hint-missing">${option.name} is missing</span>`)}
    <span class="hint-key">${missing.length === 0 ? 'Enter sends' : 'Enter goes on'}</span>
  </div>`;
}

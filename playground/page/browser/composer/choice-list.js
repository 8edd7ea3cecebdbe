import { useLayoutEffect, useRef } from 'preact/hooks';
import { html } from '../html.js';

/** @typedef {{ readonly name: string; readonly hint?: string }} ListedChoice */

/** Keeps the text field focused while the list is used with a pointer. @param {Event} event */
const keepFocus = (event) => event.preventDefault();

/** The popup over an option's field; the field keeps the focus and moves `active`. @param {{ id: string; label: string; choices: readonly ListedChoice[]; active: number; onPick: (index: number) => void }} props */
export function ChoiceList({ id, label, choices, active, onPick }) {
  const list = useRef(/** @type {HTMLDivElement | null} */ (null));
  useLayoutEffect(() => {
    list.current?.querySelector('[data-active="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return html`<div ref=${list} class="choice-list" id=${id} role="listbox" aria-label=${label}>
    ${choices.length === 0 && html`<p class="select-empty">No options match your search.</p>`}
    ${choices.map(
      (choice, index) => html`<div
      key=${choice.name}
      id=${`${id}-${index}`}
      class="picker-row"
      role="option"
      aria-selected=${index === active}
      data-active=${index === active}
      onMouseDown=${keepFocus}
      onClick=${() => onPick(index)}
    >
      <span class="picker-name">${choice.name}</span>
      ${choice.hint !== undefined && html`<span class="picker-description">${choice.hint}</span>`}
    </div>`,
    )}
  </div>`;
}

/**
 * Arrow keys, Enter, Tab and Escape of a field with such a popup. True: the key was used up.
 * @param {KeyboardEvent} event
 * @param {{ count: number; active: number; setActive: (index: number) => void; pick: (index: number) => void; close: () => void }} list
 */
export function listKey(event, { count, active, setActive, pick, close }) {
  if (event.key === 'ArrowDown') setActive(Math.min(active + 1, count - 1));
  else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0));
  else if (event.key === 'Escape') close();
  else if (
    (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) &&
    active >= 0 &&
    active < count
  )
    pick(active);
  else return false;
  event.preventDefault();
  return true;
}

import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { html } from '../html.js';
import { placeBeside } from './placement.js';

/**
 * @typedef {object} MenuItem
 * @property {string} label
 * @property {string} [hint]
 * @property {unknown} [icon]
 * @property {boolean} [checked] makes it one of a group of which one is chosen
 * @property {boolean} [danger]
 * @property {() => void} onSelect
 */

/** @typedef {{ readonly title?: string; readonly items: readonly MenuItem[] }} MenuSection */

/**
 * A menu at a point of the screen: arrow keys move, Escape and a press elsewhere close.
 * @param {{ at: { x: number; y: number }; above?: boolean; label: string; sections: readonly MenuSection[]; onClose: () => void }} props
 */
export function Menu({ at, above = false, label, sections, onClose }) {
  const menu = useRef(/** @type {HTMLDivElement | null} */ (null));
  useLayoutEffect(() => {
    if (menu.current === null) return;
    placeBeside(menu.current, { left: at.x, right: at.x, top: at.y, bottom: at.y }, above);
    focusItem(menu.current, 0);
  }, [at.x, at.y]);
  useEffect(() => {
    /** @param {Event} event */
    const closeOutside = (event) => {
      if (event.target instanceof Node && menu.current?.contains(event.target) !== true) onClose();
    };
    document.addEventListener('pointerdown', closeOutside, true);
    return () => document.removeEventListener('pointerdown', closeOutside, true);
  }, []);
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (menu.current === null) return;
    const step = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 })[event.key];
    if (step !== undefined) moveFocus(menu.current, step);
    else if (event.key === 'Home') focusItem(menu.current, 0);
    else if (event.key === 'End') focusItem(menu.current, -1);
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const filled = sections.filter((section) => section.items.length > 0);
  return html`<div ref=${menu} class="menu floating" role="menu" aria-label=${label} onKeyDown=${onKeyDown}>
    ${filled.map(
      (section) => html`<div role="group" aria-label=${section.title}>
      ${section.title !== undefined && html`<div class="menu-title" aria-hidden="true">${section.title}</div>`}
      ${section.items.map((item) => html`<${Item} item=${item} onClose=${onClose} />`)}
    </div>`,
    )}
  </div>`;
}

/** @param {{ item: MenuItem; onClose: () => void }} props */
function Item({ item, onClose }) {
  const choose = () => {
    onClose();
    item.onSelect();
  };
  return html`<button
    type="button"
    class="menu-item"
    role=${item.checked === undefined ? 'menuitem' : 'menuitemradio'}
    aria-checked=${item.checked}
    data-danger=${item.danger === true}
    tabindex="-1"
    onClick=${choose}
  >
    ${item.icon !== undefined && html`<span class="menu-icon" aria-hidden="true">${item.icon}</span>`}
    <span class="menu-label">${item.label}</span>
    ${item.hint !== undefined && html`<span class="menu-hint">${item.hint}</span>`}
    ${item.checked === true && html`<span class="menu-check" aria-hidden="true">✓</span>`}
  </button>`;
}

/** @type {(menu: HTMLElement) => readonly Element[]} */
const itemsOf = (menu) => [...menu.querySelectorAll('button')];

/** @type {(menu: HTMLElement, index: number) => void} */
const focusItem = (menu, index) => [...menu.querySelectorAll('button')].at(index)?.focus();

/** @type {(menu: HTMLElement, step: number) => void} */
function moveFocus(menu, step) {
  const items = itemsOf(menu);
  const focused = document.activeElement;
  const current = focused === null ? -1 : items.indexOf(focused);
  focusItem(menu, (current + step + items.length) % items.length);
}

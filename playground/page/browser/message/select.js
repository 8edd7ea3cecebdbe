import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { html } from '../html.js';
import { ComponentEmoji } from '../picker/emoji.js';
import { placeBeside } from '../picker/placement.js';

/**
 * @import { APIMessageComponentEmoji } from 'discord-api-types/v10'
 */

/** @typedef {{ readonly label: string; readonly value: string; readonly description?: string; readonly emoji?: APIMessageComponentEmoji }} SelectOption */

/**
 * A closed list to choose from. One choice closes it at once; several are sent when it closes.
 * @param {object} props
 * @param {string} props.label shown while nothing is chosen, and read out
 * @param {readonly SelectOption[]} props.options
 * @param {readonly string[]} props.chosen
 * @param {number} props.fewest
 * @param {number} props.most
 * @param {boolean} props.disabled
 * @param {string} props.state of the act that choosing started
 * @param {string} props.customId
 * @param {(values: readonly string[]) => void} props.onChoose
 */
export function Select({
  label,
  options,
  chosen,
  fewest,
  most,
  disabled,
  state,
  customId,
  onChoose,
}) {
  const id = useId();
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const list = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [values, setValues] = useState(chosen);
  const several = most > 1;
  // The bot's edit decides what is chosen, not the press.
  useEffect(() => setValues(chosen), [chosen.join('\n')]);
  useLayoutEffect(() => {
    if (!open || list.current === null || button.current === null) return;
    const { current: floating } = list;
    const { current: anchor } = button;
    const place = () => placeBeside(floating, anchor.getBoundingClientRect(), false);
    floating.style.minWidth = `${anchor.offsetWidth}px`;
    place();
    // The channel moves under an open list when messages arrive.
    addEventListener('scroll', place, { capture: true, passive: true });
    return () => removeEventListener('scroll', place, { capture: true });
  }, [open]);
  useLayoutEffect(() => {
    list.current?.querySelector('[data-active="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, open]);
  const close = () => {
    setOpen(false);
    const enough = values.length >= fewest && values.length <= most;
    if (several && enough && values.join('\n') !== chosen.join('\n')) onChoose(values);
    else if (several) setValues(chosen);
  };
  /** @param {SelectOption | undefined} option */
  const choose = (option) => {
    if (option === undefined) return;
    if (several) {
      const without = values.filter((value) => value !== option.value);
      if (without.length < values.length) setValues(without);
      else if (values.length < most) setValues([...values, option.value]);
      return;
    }
    setValues([option.value]);
    setOpen(false);
    onChoose([option.value]);
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (!open && ['ArrowDown', 'ArrowUp'].includes(event.key)) setOpen(true);
    else if (!open) return;
    else if (event.key === 'ArrowDown') setActive((active + 1) % options.length);
    else if (event.key === 'ArrowUp') setActive((active + options.length - 1) % options.length);
    else if (event.key === 'Home') setActive(0);
    else if (event.key === 'End') setActive(options.length - 1);
    else if (event.key === 'Enter' || event.key === ' ') choose(options[active]);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const toggle = () => {
    if (open) return close();
    setActive(
      Math.max(
        0,
        options.findIndex((option) => values.includes(option.value)),
      ),
    );
    setOpen(true);
  };
  const shown = options.filter((option) => values.includes(option.value));
  return html`<div class="select" onKeyDown=${onKeyDown}>
    <button
      ref=${button}
      type="button"
      class="select-button"
      role="combobox"
      aria-label=${label}
      aria-haspopup="listbox"
      aria-expanded=${open}
      aria-controls=${`${id}-list`}
      aria-activedescendant=${open ? `${id}-${active}` : undefined}
      data-custom-id=${customId}
      data-state=${state}
      disabled=${disabled}
      onClick=${toggle}
      onBlur=${() => open && close()}
    >
      <span class=${shown.length === 0 ? 'select-placeholder' : 'select-value'}>
        ${shown.length === 0 ? label : shown.map((option) => option.label).join(', ')}
      </span>
      ${state === 'waiting' ? html`<span class="spinner" aria-hidden="true"></span>` : html`<span class="select-arrow" aria-hidden="true">⌄</span>`}
    </button>
    ${
      open &&
      html`<div ref=${list} id=${`${id}-list`} class="select-list floating" role="listbox" aria-label=${label} aria-multiselectable=${several}>
      ${options.length === 0 && html`<p class="select-empty">Nothing to choose from.</p>`}
      ${options.map(
        (option, index) => html`<${SelectRow}
        id=${`${id}-${index}`}
        option=${option}
        active=${index === active}
        selected=${values.includes(option.value)}
        several=${several}
        onHover=${() => setActive(index)}
        onChoose=${() => choose(option)}
      />`,
      )}
    </div>`
    }
  </div>`;
}

/** Presses must not take the focus from the button, whose blur closes the list. @param {Event} event */
const keepFocus = (event) => event.preventDefault();

/** @param {{ id: string; option: SelectOption; active: boolean; selected: boolean; several: boolean; onHover: () => void; onChoose: () => void }} props */
function SelectRow({ id, option, active, selected, several, onHover, onChoose }) {
  return html`<div
    id=${id}
    class="select-option"
    role="option"
    aria-selected=${selected}
    aria-label=${option.label}
    data-active=${active}
    onMouseEnter=${onHover}
    onMouseDown=${keepFocus}
    onClick=${onChoose}
  >
    ${option.emoji !== undefined && html`<span aria-hidden="true"><${ComponentEmoji} emoji=${option.emoji} /></span>`}
    <span class="select-text">
      <span>${option.label}</span>
      ${option.description !== undefined && html`<small>${option.description}</small>`}
    </span>
    <span class="select-mark" aria-hidden="true">${several ? (selected ? '☑' : '☐') : selected ? '◉' : ''}</span>
  </div>`;
}

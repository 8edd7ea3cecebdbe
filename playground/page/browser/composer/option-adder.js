import { useState } from 'preact/hooks';
import { html } from '../html.js';
import { ChoiceList, listKey } from './choice-list.js';

/** @import { APIApplicationCommandOption } from 'discord-api-types/v10' */

/**
 * The field after the last one: it names a further option, by picking or by typing `name:`.
 * @param {{ options: readonly APIApplicationCommandOption[]; last: boolean; onAdd: (name: string) => void; onBack: () => void; onFocus: () => void }} props
 */
export function OptionAdder({ options, last, onAdd, onBack, onFocus }) {
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const found = options.filter((option) => option.name.startsWith(text.trim().toLowerCase()));
  if (options.length === 0 && !last) return null;
  /** @param {string} name */
  const add = (name) => {
    setText('');
    setOpen(false);
    onAdd(name);
  };
  /** @param {string} value */
  const write = (value) => {
    const named = options.find((option) => value.trim().toLowerCase() === `${option.name}:`);
    if (named !== undefined) return add(named.name);
    setText(value);
    setOpen(true);
    setActive(value.trim() === '' ? -1 : 0);
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === 'Backspace' && text === '') onBack();
    else if (open && options.length > 0) {
      const pick = /** @param {number} index */ (index) => add(found[index]?.name ?? '');
      listKey(event, { count: found.length, active, setActive, pick, close: () => setOpen(false) });
    }
  };
  const focus = () => {
    setOpen(true);
    onFocus();
  };
  const label = options.length === 0 ? 'No options. Press Enter to send' : 'Add an option';
  return html`<span class="option option-adder">
    ${
      open &&
      options.length > 0 &&
      html`<${ChoiceList}
      id="option-adder"
      label="Options"
      choices=${found.map((option) => ({ name: option.name, hint: option.description }))}
      active=${active}
      onPick=${/** @param {number} index */ (index) => add(found[index]?.name ?? '')}
    />`
    }
    <input
      data-option=""
      aria-label=${label}
      placeholder=${options.length === 0 ? 'Press Enter to send' : `+${options.length} more`}
      autocomplete="off"
      value=${text}
      onInput=${/** @param {InputEvent} event */ (event) => event.currentTarget instanceof HTMLInputElement && write(event.currentTarget.value)}
      onKeyDown=${onKeyDown}
      onFocus=${focus}
      onBlur=${() => setOpen(false)}
    />
  </span>`;
}

import { useState } from 'preact/hooks';
import { html } from '../html.js';
import { ChoiceList, listKey } from './choice-list.js';
import { fixedChoices, narrowChoices } from './command-values.js';
import { readUpload } from './read-upload.js';
import { useCompletion } from './use-completion.js';

/**
 * @import { APIApplicationCommandOption } from 'discord-api-types/v10'
 * @import { CommandLeaf } from './command-text.js'
 * @import { Choice, Field, Fields, Surroundings } from './command-values.js'
 */

const attachmentOption = 11;

/**
 * @typedef {object} OptionFieldProps
 * @property {CommandLeaf} leaf
 * @property {APIApplicationCommandOption} option
 * @property {Fields} fields
 * @property {string | undefined} problem
 * @property {Surroundings} surroundings
 * @property {(name: string, field: Field) => void} onChange
 * @property {(name: string, field: Field) => void} onPick
 * @property {(name: string) => void} onRemove
 * @property {(name: string) => void} onFocus
 */

/** One option of a command: its name and what the person puts there. @param {OptionFieldProps} props */
export function OptionField(props) {
  const { option, problem } = props;
  return html`<label class="option" data-problem=${problem !== undefined} title=${option.description}>
    <span class="option-name">${option.name}</span>
    ${option.type === attachmentOption ? html`<${FileField} ...${props} />` : html`<${TextField} ...${props} />`}
  </label>`;
}

/** @param {OptionFieldProps} props */
function TextField({
  leaf,
  option,
  fields,
  problem,
  surroundings,
  onChange,
  onPick,
  onRemove,
  onFocus,
}) {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const field = fields[option.name] ?? { text: '' };
  const fixed = fixedChoices(option, surroundings);
  const completes = 'autocomplete' in option && option.autocomplete === true;
  const completed = useCompletion(open && completes, leaf, option.name, fields);
  const narrowed =
    fixed === null ? null : narrowChoices(fixed, field.picked === undefined ? field.text : '');
  /** @type {readonly Choice[] | null} */
  const choices = completes ? completed : narrowed;
  const id = `choices-${option.name}`;
  /** @param {Choice | undefined} choice */
  const isPicked = (choice) => field.picked !== undefined && choice?.value === field.picked;
  /** @param {number} index */
  const pick = (index) => {
    const choice = choices?.[index];
    if (choice === undefined) return;
    setOpen(false);
    onPick(option.name, { text: choice.name, picked: choice.value });
  };
  /** @param {Event} event */
  const write = (event) => {
    const { currentTarget } = event;
    if (
      !(currentTarget instanceof HTMLInputElement || currentTarget instanceof HTMLTextAreaElement)
    )
      return;
    setOpen(true);
    setActive(0);
    onChange(option.name, { text: currentTarget.value });
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === 'Backspace' && field.text === '') {
      event.preventDefault();
      return onRemove(option.name);
    }
    if (!open && choices !== null && event.key === 'ArrowDown') return setOpen(true);
    if (!open || choices === null) return;
    // What was typed out in full is sent as it is; only half a name is completed by Enter.
    if (event.key === 'Enter' && field.text.trim() === '' && option.required !== true) return;
    // What is picked already is sent, not picked once more.
    if (event.key === 'Enter' && isPicked(choices[active])) return;
    listKey(event, { count: choices.length, active, setActive, pick, close: () => setOpen(false) });
  };
  const listed = open && choices !== null;
  const attributes = {
    'data-option': option.name,
    'aria-label': option.name,
    'aria-description': option.description,
    'aria-invalid': problem !== undefined,
    'aria-required': option.required === true,
    'aria-controls': listed ? id : undefined,
    'aria-activedescendant': listed && choices.length > 0 ? `${id}-${active}` : undefined,
    autocomplete: 'off',
    placeholder: choices !== null && field.text === '' ? 'Choose…' : undefined,
    value: field.text,
    onInput: write,
    onKeyDown,
    onFocus: () => {
      setOpen(true);
      setActive(Math.max(0, choices?.findIndex(isPicked) ?? 0));
      onFocus(option.name);
    },
    onBlur: () => setOpen(false),
  };
  const free = fixed === null && !completes && option.type === 3;
  return html`
    ${listed && html`<${ChoiceList} id=${id} label=${`Choices for ${option.name}`} choices=${choices} active=${active} onPick=${pick} />`}
    ${
      free
        ? html`<textarea rows="1" ...${attributes}></textarea>`
        : html`<input inputmode=${option.type === 4 ? 'numeric' : option.type === 10 ? 'decimal' : 'text'} ...${attributes} />`
    }
  `;
}

/**
 * The files that an option takes, as browsers name them.
 * @param {OptionFieldProps['option']} option
 */
function acceptedBy(option) {
  const types = 'file_types' in option ? (option.file_types ?? []) : [];
  return types.map((type) => (type.startsWith('.') ? type : `${type}/*`)).join(',');
}

/** @param {OptionFieldProps} props */
function FileField({ option, fields, problem, onChange, onRemove, onFocus }) {
  const file = fields[option.name]?.file;
  /** @param {Event} event */
  const take = async (event) => {
    const chosen =
      event.currentTarget instanceof HTMLInputElement ? event.currentTarget.files?.[0] : undefined;
    if (chosen !== undefined)
      onChange(option.name, { text: chosen.name, file: await readUpload(chosen) });
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === 'Backspace') {
      if (file === undefined) onRemove(option.name);
      else onChange(option.name, { text: '' });
    } else if (
      event.key === 'Enter' &&
      file === undefined &&
      event.currentTarget instanceof HTMLInputElement
    ) {
      event.currentTarget.click();
    } else return;
    event.preventDefault();
  };
  const preview =
    file?.contentType.startsWith('image/') === true
      ? `data:${file.contentType};base64,${file.base64}`
      : null;
  return html`<span class="option-file">
    ${preview !== null && html`<img src=${preview} alt="" />`}
    <span>${file?.name ?? 'Choose or drop a file'}</span>
    <input
      type="file"
      class="hidden"
      accept=${acceptedBy(option)}
      data-option=${option.name}
      aria-label=${option.name}
      aria-description=${option.description}
      aria-invalid=${problem !== undefined}
      onChange=${take}
      onKeyDown=${onKeyDown}
      onFocus=${() => onFocus(option.name)}
    />
  </span>`;
}

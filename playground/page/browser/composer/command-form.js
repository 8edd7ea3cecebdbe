import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { html } from '../html.js';
import { usePage } from '../store/page-context.js';
import { surroundingsOf } from '../store/surroundings.js';
import { splitTypedOption } from './command-text.js';
import { fillCommand } from './command-values.js';
import { OptionAdder } from './option-adder.js';
import { OptionField } from './option-field.js';
import { readUpload } from './read-upload.js';

/**
 * @import { CommandLeaf } from './command-text.js'
 * @import { Field, Fields } from './command-values.js'
 */

const attachmentOption = 11;

/**
 * A command being filled in: one field per option, the required ones first.
 * @param {{ leaf: CommandLeaf; start: Fields; onLeave: (kept: string) => void }} props
 */
export function CommandForm({ leaf, start, onLeave }) {
  const { state, acts } = usePage();
  const [fields, setFields] = useState(start);
  const [shown, setShown] = useState(() =>
    leaf.options
      .filter((option) => option.required === true || start[option.name] !== undefined)
      .map((option) => option.name),
  );
  const [tried, setTried] = useState(Object.keys(start).length > 0);
  const [wanted, setWanted] = useState({
    name: shown.find((name) => start[name] === undefined) ?? shown[0] ?? '',
    count: 0,
  });
  const [focused, setFocused] = useState('');
  const root = useRef(/** @type {HTMLDivElement | null} */ (null));
  const surroundings = surroundingsOf(state);
  const filled = fillCommand(leaf, fields, surroundings);
  const problems = tried ? filled.problems : {};
  const { channelId, guildId } = state.place;

  // Before the next key arrives: what is typed meanwhile would be lost.
  useLayoutEffect(() => {
    const element = root.current?.querySelector(`[data-option="${CSS.escape(wanted.name)}"]`);
    if (!(element instanceof HTMLElement)) return;
    element.focus();
    if (element instanceof HTMLInputElement && element.type === 'file') return;
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
      element.setSelectionRange(element.value.length, element.value.length);
    }
  }, [wanted.count, wanted.name]);

  /** @param {string} name */
  const focus = (name) => setWanted((old) => ({ name, count: old.count + 1 }));
  /** @type {(name: string, field: Field) => void} */
  const change = (name, field) => {
    const split =
      field.picked === undefined ? splitTypedOption(leaf, name, shown, field.text) : null;
    // The space after a typed `name:` belongs to neither.
    const text = field.text.trimStart();
    if (split === null) return setFields((old) => ({ ...old, [name]: { ...field, text } }));
    setFields((old) => ({
      ...old,
      [name]: { text: split.before },
      [split.name]: { text: split.after },
    }));
    if (split.name !== name) add(split.name);
  };
  /** @param {string} name */
  const add = (name) => {
    setShown((old) => (old.includes(name) ? old : [...old, name]));
    focus(name);
  };
  /** What was picked from a list is complete: on to what is missing. @type {(name: string, field: Field) => void} */
  const pick = (name, field) => {
    setFields((old) => ({ ...old, [name]: field }));
    focus(shown.find((other) => other !== name && fields[other] === undefined) ?? '');
  };
  /** Backspace in an empty field: optional ones go, at the first one the command does. @param {string} name */
  const remove = (name) => {
    const option = leaf.options.find((candidate) => candidate.name === name);
    const index = shown.indexOf(name);
    if (option?.required === true && index > 0) return focus(shown[index - 1] ?? '');
    if (option === undefined || option.required === true) return onLeave(`/${leaf.name}`);
    setFields((old) => Object.fromEntries(Object.entries(old).filter(([key]) => key !== name)));
    const rest = shown.filter((candidate) => candidate !== name);
    setShown(rest);
    focus(rest[Math.max(0, index - 1)] ?? '');
  };
  const submit = () => {
    setTried(true);
    const firstProblem = leaf.options.find((option) => filled.problems[option.name] !== undefined);
    if (firstProblem !== undefined) return add(firstProblem.name);
    if (channelId !== null && acts.runCommand({ guildId, channelId }, leaf, filled)) onLeave('');
  };
  /** Dropped and pasted files go where a file is still missing. @param {FileList | undefined} files */
  const takeFiles = async (files) => {
    const free = leaf.options.filter(
      (option) => option.type === attachmentOption && fields[option.name]?.file === undefined,
    );
    for (const [index, file] of [...(files ?? [])].entries()) {
      const option = free[index];
      if (option === undefined) return;
      change(option.name, { text: file.name, file: await readUpload(file) });
      add(option.name);
    }
  };
  /** @param {DragEvent} event */
  const onDrop = (event) => {
    event.preventDefault();
    void takeFiles(event.dataTransfer?.files);
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === 'Escape') onLeave('');
    else if (
      event.key === 'Enter' &&
      !event.shiftKey &&
      event.target instanceof HTMLElement &&
      !event.target.matches('button')
    )
      submit();
    else return;
    event.preventDefault();
  };

  const rest = leaf.options.filter((option) => !shown.includes(option.name));
  const hinted = leaf.options.find((option) => option.name === focused);
  return html`<div
    class="command-form"
    role="group"
    aria-label=${`Command /${leaf.name}`}
    ref=${root}
    onKeyDown=${onKeyDown}
    onDragOver=${/** @param {DragEvent} event */ (event) => event.preventDefault()}
    onDrop=${onDrop}
    onPaste=${/** @param {ClipboardEvent} event */ (event) => void takeFiles(event.clipboardData?.files)}
  >
    <div class="hint" aria-live="polite">
      <strong>${hinted?.name ?? `/${leaf.name}`}</strong>
      <span>${hinted?.description ?? leaf.description}</span>
      ${problems[focused] !== undefined && html`<span class="hint-missing">${problems[focused]}</span>`}
      <span class="hint-key">Enter sends · Esc cancels</span>
    </div>
    <div class="composer-box">
      <span class="command-name">/${leaf.name}</span>
      ${shown.map((name) => {
        const option = leaf.options.find((candidate) => candidate.name === name);
        return (
          option !== undefined &&
          html`<${OptionField}
          key=${name}
          leaf=${leaf}
          option=${option}
          fields=${fields}
          problem=${problems[name]}
          surroundings=${surroundings}
          onChange=${change}
          onPick=${pick}
          onRemove=${remove}
          onFocus=${setFocused}
        />`
        );
      })}
      <${OptionAdder} options=${rest} last=${shown.length === 0} onAdd=${add} onBack=${() => remove(shown.at(-1) ?? '')} onFocus=${() => setFocused('')} />
      <button type="button" class="send" aria-label="Run command" onClick=${submit}>
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 4l17 8-17 8 3-8zM7 12h8" /></svg>
      </button>
    </div>
  </div>`;
}

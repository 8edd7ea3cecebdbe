import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from '../html.js';
import { Markup } from '../message/markup.js';
import { chosenAtFirst, selectOptions } from '../message/message-select.js';
import { Select } from '../message/select.js';
import { usePage } from '../store/page-context.js';
import { modalParts, selectProblem, textProblem } from './modal-fields.js';

/**
 * @import { OpenModal } from '../store/page-state.js'
 * @import { ModalField } from './modal-fields.js'
 */

/** @typedef {Readonly<Record<string, string | readonly string[]>>} Answers */

/** A bot's form, over everything. Closing it sends nothing, as in Discord. @param {{ modal: OpenModal }} props */
export function Modal({ modal }) {
  const { state, acts, dispatch } = usePage();
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const parts = modalParts(modal.data);
  const fields = parts.flatMap((part) => (part.kind === 'field' ? [part.field] : []));
  const [answers, setAnswers] = useState(
    () =>
      /** @type {Answers} */ (
        Object.fromEntries(fields.map((field) => [field.customId, firstAnswer(field)]))
      ),
  );
  const [tried, setTried] = useState(false);
  const act = state.acts.find((candidate) => candidate.kind === 'modal');
  const waiting = act?.state === 'waiting';
  useEffect(() => {
    dialog.current?.showModal();
    const first = dialog.current?.querySelector('textarea, input, [role="combobox"]');
    if (first instanceof HTMLElement) first.focus();
  }, []);
  const close = () => dispatch({ type: 'modal-closed' });
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    setTried(true);
    if (waiting || fields.some((field) => problemOf(field, answers) !== null)) return;
    acts.submitModal(
      modal,
      fields.map(({ customId }) => {
        const answer = answers[customId] ?? '';
        return typeof answer === 'string'
          ? { customId, value: answer }
          : { customId, values: answer };
      }),
    );
  };
  const bot = state.bot?.username ?? 'the bot';
  return html`<dialog ref=${dialog} class="modal" aria-labelledby="modal-title" onClose=${close}>
    <form onSubmit=${submit} novalidate>
      <header>
        <h2 id="modal-title">${modal.data.title}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick=${close}>✕</button>
      </header>
      <div class="modal-body">
        <p class="modal-note">This form goes to ${bot}. Do not put passwords into it.</p>
        ${parts.map((part) =>
          part.kind === 'text'
            ? html`<${Markup} text=${part.text} />`
            : html`<${ModalFieldView}
                field=${part.field}
                answer=${answers[part.field.customId] ?? ''}
                problem=${tried ? problemOf(part.field, answers) : null}
                onAnswer=${/** @param {string | readonly string[]} answer */ (answer) => setAnswers((old) => ({ ...old, [part.field.customId]: answer }))}
              />`,
        )}
        ${
          act?.state === 'failed' &&
          html`<p class="failure" role="alert" data-state="failed">
          ${act.detail ?? 'Something went wrong. Try again.'}
        </p>`
        }
      </div>
      <footer>
        <button type="button" class="button button-plain" onClick=${close}>Cancel</button>
        <button type="submit" class="button button-primary" aria-busy=${waiting} data-state=${act?.state ?? 'idle'}>
          <span class="button-label">Submit</span>
          ${waiting && html`<span class="button-wait" aria-hidden="true"><span class="spinner"></span></span>`}
        </button>
      </footer>
    </form>
  </dialog>`;
}

/** @type {(field: ModalField) => string | readonly string[]} */
const firstAnswer = ({ component }) =>
  component.type === 4 ? (component.value ?? '') : chosenAtFirst(component);

/** @type {(field: ModalField, answers: Answers) => string | null} */
function problemOf(field, answers) {
  const answer = answers[field.customId] ?? '';
  return typeof answer === 'string' ? textProblem(field, answer) : selectProblem(field, answer);
}

/** @param {{ field: ModalField; answer: string | readonly string[]; problem: string | null; onAnswer: (answer: string | readonly string[]) => void }} props */
function ModalFieldView({ field, answer, problem, onAnswer }) {
  const { state } = usePage();
  const { component, customId, label, description, required } = field;
  const id = `modal-${customId}`;
  return html`<div class="modal-field" data-problem=${problem !== null}>
    <label for=${id}>${label}${required && html`<span class="required" aria-hidden="true"> *</span>`}</label>
    ${description !== '' && html`<p class="modal-description">${description}</p>`}
    ${
      component.type === 4 || typeof answer === 'string'
        ? html`<${ModalText} id=${id} field=${field} answer=${answer} problem=${problem} onAnswer=${onAnswer} />`
        : html`<${Select}
          label=${label === '' ? (component.placeholder ?? 'Select') : label}
          options=${selectOptions(state, component)}
          chosen=${answer}
          fewest=${required ? (component.min_values ?? 1) : 0}
          most=${component.max_values ?? 1}
          disabled=${false}
          state="idle"
          customId=${customId}
          onChoose=${onAnswer}
        />`
    }
    ${problem !== null && html`<p class="modal-problem" role="alert">${problem}</p>`}
  </div>`;
}

/** @param {{ id: string; field: ModalField; answer: string; problem: string | null; onAnswer: (answer: string) => void }} props */
function ModalText({ id, field: { component, required, label }, answer, problem, onAnswer }) {
  if (component.type !== 4) return null;
  const attributes = {
    id,
    'aria-label': label,
    'aria-invalid': problem !== null,
    'aria-required': required,
    maxlength: component.max_length ?? 4000,
    placeholder: component.placeholder,
    autocomplete: 'off',
    value: answer,
    /** @param {Event} event */
    onInput: ({ currentTarget }) => {
      if (currentTarget instanceof HTMLInputElement || currentTarget instanceof HTMLTextAreaElement)
        onAnswer(currentTarget.value);
    },
  };
  const most = component.max_length;
  return html`
    ${component.style === 2 ? html`<textarea rows="5" ...${attributes}></textarea>` : html`<input type="text" ...${attributes} />`}
    ${most !== undefined && html`<span class="modal-count">${answer.length} / ${most}</span>`}
  `;
}

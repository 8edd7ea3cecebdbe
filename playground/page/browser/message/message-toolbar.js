import { html } from '../html.js';
import { usePage } from '../store/page-context.js';

/** @import { APIMessage } from 'discord-api-types/v10' */

/** Appears over a message on hover and focus. Arrow right enters it from the message, Escape leaves. @param {{ message: APIMessage }} props */
export function MessageToolbar({ message }) {
  const { openMessageMenu, openReactions } = usePage();
  /** @type {(open: (at: { x: number; y: number }, message: APIMessage) => void) => (event: MouseEvent) => void} */
  const below = (open) => (event) => {
    if (!(event.currentTarget instanceof HTMLElement)) return;
    const box = event.currentTarget.getBoundingClientRect();
    open({ x: box.left, y: box.bottom }, message);
  };
  return html`<div class="toolbar" role="toolbar" aria-label="Message actions" onKeyDown=${moveInside}>
    <button type="button" aria-label="Add reaction" title="Add reaction" tabindex="-1" onClick=${below(openReactions)}>☺</button>
    <button type="button" aria-label="More" title="More" aria-haspopup="menu" tabindex="-1" onClick=${below(openMessageMenu)}>⋯</button>
  </div>`;
}

/** @param {KeyboardEvent} event */
function moveInside(event) {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const message = event.currentTarget.closest('[data-message-id]');
  if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
    buttons.find((button) => button !== document.activeElement)?.focus();
  } else if (event.key === 'Escape' && message instanceof HTMLElement) message.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

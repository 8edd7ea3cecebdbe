import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { html } from '../html.js';
import { CustomEmoji } from '../picker/emoji.js';
import { placeBeside } from '../picker/placement.js';
import { usePage } from '../store/page-context.js';

/** @import { APIMessage, APIReaction } from 'discord-api-types/v10' */

/** @param {{ message: APIMessage }} props */
export function Reactions({ message }) {
  const { acts } = usePage();
  const reactions = message.reactions ?? [];
  if (reactions.length === 0) return null;
  return html`<ul class="reactions" aria-label="Reactions">
    ${reactions.map((reaction) => {
      const key = emojiKey(reaction);
      const label = `${reaction.emoji.name ?? 'emoji'}, ${reaction.count} ${reaction.count === 1 ? 'reaction' : 'reactions'}`;
      return html`<li key=${key}>
        <button
          type="button"
          class="reaction"
          aria-label=${label}
          aria-pressed=${reaction.me}
          onClick=${() => acts.react(message, key, !reaction.me)}
        >
          <${ReactionEmoji} reaction=${reaction} /> <span>${reaction.count}</span>
        </button>
      </li>`;
    })}
  </ul>`;
}

/** As Discord's routes spell it: the character itself, or `name:id`. @type {(reaction: APIReaction) => string} */
const emojiKey = ({ emoji }) =>
  emoji.id === null ? (emoji.name ?? '') : `${emoji.name}:${emoji.id}`;

/** @param {{ reaction: APIReaction }} props */
const ReactionEmoji = ({ reaction: { emoji } }) =>
  emoji.id === null
    ? html`<span>${emoji.name}</span>`
    : html`<${CustomEmoji} id=${emoji.id} name=${emoji.name ?? ''} />`;

/** The ones image bots listen to first, then what people use most. */
const offered = [
  '❌',
  '✉️',
  '❤️',
  '⭐',
  '🔄',
  '👍',
  '👎',
  '😍',
  '😂',
  '🎉',
  '🔥',
  '👀',
  '🙏',
  '😮',
  '😢',
  '✅',
];

/** @param {{ at: { x: number; y: number }; message: APIMessage; onClose: () => void }} props */
export function ReactionPicker({ at, message, onClose }) {
  const { acts } = usePage();
  const panel = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [own, setOwn] = useState('');
  useLayoutEffect(() => {
    if (panel.current === null) return;
    placeBeside(panel.current, { left: at.x, right: at.x, top: at.y, bottom: at.y }, false);
    panel.current.querySelector('button')?.focus();
  }, []);
  useEffect(() => {
    /** @param {Event} event */
    const closeOutside = (event) => {
      if (event.target instanceof Node && panel.current?.contains(event.target) !== true) onClose();
    };
    document.addEventListener('pointerdown', closeOutside, true);
    return () => document.removeEventListener('pointerdown', closeOutside, true);
  }, []);
  /** @param {string} emoji */
  const react = (emoji) => {
    if (emoji.trim() !== '') acts.react(message, emoji.trim(), true);
    onClose();
  };
  /** @param {SubmitEvent} event */
  const reactOwn = (event) => {
    event.preventDefault();
    react(own);
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === 'Escape') onClose();
  };
  return html`<div ref=${panel} class="reaction-picker floating" role="dialog" aria-label="Add reaction" onKeyDown=${onKeyDown}>
    <div class="reaction-grid">
      ${offered.map((emoji) => html`<button type="button" aria-label=${emoji} onClick=${() => react(emoji)}>${emoji}</button>`)}
    </div>
    <form onSubmit=${reactOwn}>
      <input aria-label="Another emoji" placeholder="Another emoji" value=${own} onInput=${takeText(setOwn)} />
    </form>
  </div>`;
}

/** @type {(set: (text: string) => void) => (event: InputEvent) => void} */
const takeText = (set) => (event) => {
  if (event.currentTarget instanceof HTMLInputElement) set(event.currentTarget.value);
};

import { useState } from 'preact/hooks';
import { html } from '../html.js';

/** @import { APIMessageComponentEmoji } from 'discord-api-types/v10' */

/** An application's own emoji; its name stands in where the picture is missing. @param {{ id: string; name: string }} props */
export function CustomEmoji({ id, name }) {
  const [missing, setMissing] = useState(false);
  if (missing) return html`<span class="emoji-name">:${name}:</span>`;
  return html`<img
    class="emoji"
    src=${`/emojis/${id}.webp`}
    alt=${`:${name}:`}
    title=${`:${name}:`}
    onError=${() => setMissing(true)}
  />`;
}

/** On buttons and in selects. @param {{ emoji: APIMessageComponentEmoji }} props */
export const ComponentEmoji = ({ emoji }) =>
  emoji.id === undefined || emoji.id === null
    ? html`<span>${emoji.name}</span>`
    : html`<${CustomEmoji} id=${emoji.id} name=${emoji.name ?? 'emoji'} />`;

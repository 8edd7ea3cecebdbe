import { html } from './html.js';
import { displayName } from './store/people-names.js';

/** @import { APIUser } from 'discord-api-types/v10' */

/** A steady colour per person. @type {(id: string) => number} */
const hueOf = (id) =>
  ([...id].reduce((sum, digit) => (sum * 31 + digit.charCodeAt(0)) % 360, 7) * 137) % 360;

/** @type {(name: string) => string} */
const initials = (name) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0] ?? '')
    .join('')
    .toUpperCase();

/** Bots wear the playground's mark, people their initials: nothing is loaded from elsewhere. @param {{ user: APIUser; small?: boolean }} props */
export function Avatar({ user, small = false }) {
  const size = small ? 'avatar avatar-small' : 'avatar';
  if (user.bot === true) {
    return html`<img class=${size} src="/page/icon.svg" alt="" aria-hidden="true" />`;
  }
  return html`<span class=${size} style=${{ '--hue': hueOf(user.id) }} aria-hidden="true">
    ${initials(displayName(user))}
  </span>`;
}

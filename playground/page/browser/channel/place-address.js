/** @import { Place } from '../store/page-state.js' */

/** The address bar names the place, so that a reload and the back button work. @type {(hash: string) => Place} */
export function readPlace(hash) {
  const [, guildId, channelId] = /^#(\d+|@me)\/(\d+)$/.exec(hash) ?? [];
  if (guildId === undefined || channelId === undefined) return { guildId: null, channelId: null };
  return { guildId: guildId === '@me' ? null : guildId, channelId };
}

/** @type {(place: Place) => string} */
export const placeHash = ({ guildId, channelId }) =>
  channelId === null ? '' : `#${guildId ?? '@me'}/${channelId}`;

/** Who the address says to act as. */
export const readPerson = () => new URLSearchParams(location.search).get('user');

/** @type {(userId: string) => void} */
export function writePerson(userId) {
  const url = new URL(location.href);
  url.searchParams.set('user', userId);
  history.replaceState(null, '', url);
}

/** Takes the key out of the address bar, where it could be read or passed on; the cookie has it from here on. */
export function dropKey() {
  const url = new URL(location.href);
  url.searchParams.delete('key');
  history.replaceState(null, '', url);
}

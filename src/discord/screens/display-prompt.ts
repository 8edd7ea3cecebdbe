/**
 * Prompt text made safe to stand in a message, between the two stars of bold. It relies on Discord's
 * markdown as its clients read it: a backslash disarms punctuation, `<https://...>` is a link without a
 * preview. It never changes what a reader sees of a plain prompt, and never lets text ping, end the
 * bold, or pass for a mention, a named link, a time or a custom emoji.
 */

/** Discord's limit of a message's content (docs.discord.com, Message). */
export const CONTENT_CHARACTERS_MAX = 2000;

const ELLIPSIS = '…';
// A zero-width space parts the sign from the word, for readers and for Discord's own search for pings.
const DISARMED_AT = '@\u200b';

// Control characters, and the marks that turn the reading direction of all that follows.
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const LINK = /^<?(https?:\/\/[^\s<>]+)>?((?:::-?[\d.]*)?[,.;]?)$/i;
const MARKDOWN = /[\\*_~`|<>[\]]/g;

/** The text as it may stand in a message; past `charactersMax` it ends with an ellipsis. */
export function displayPrompt(text: string, charactersMax = CONTENT_CHARACTERS_MAX): string {
  const words = text
    .replace(/\s+/g, ' ')
    .replace(INVISIBLE, '')
    .split(' ')
    .filter((word) => word !== '');
  const whole = words.map(displayWord).join(' ');
  return whole.length <= charactersMax ? whole : shortened(words, charactersMax);
}

function displayWord(word: string): string {
  const link = LINK.exec(word);
  if (link?.[1] === undefined) return escaped(word);
  return `<${linkTarget(link[1])}>${escaped(link[2] ?? '')}`;
}

/** Characters that markdown would still read inside a link are written as URLs write them. */
function linkTarget(url: string): string {
  return url.replace(/[*\\`|"]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function escaped(text: string): string {
  return text
    .replace(MARKDOWN, '\\$&')
    .replace(/:\/\//g, '\\://')
    .replace(/@(?=everyone|here)/gi, DISARMED_AT);
}

/** Whole words while they fit, then a part of the first that does not; a link is never cut. */
function shortened(words: readonly string[], charactersMax: number): string {
  const room = charactersMax - ELLIPSIS.length;
  if (room < 0) return '';
  let shown = '';
  for (const word of words) {
    const before = shown === '' ? '' : `${shown} `;
    const next = before + displayWord(word);
    if (next.length > room) {
      const rest = LINK.test(word) ? '' : cutWord(word, room - before.length);
      return `${rest === '' ? shown : before + rest}${ELLIPSIS}`;
    }
    shown = next;
  }
  return shown;
}

/** The longest beginning that fits once it is made safe; safe text is never cut itself. */
function cutWord(word: string, room: number): string {
  const characters = [...word];
  let [fits, tooLong] = [0, characters.length];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (escaped(characters.slice(0, middle).join('')).length <= room) fits = middle;
    else tooLong = middle;
  }
  return escaped(characters.slice(0, fits).join(''));
}

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

// Letters that are written from right to left. A line that holds some is laid out by the first of them, and
// the person and the progress behind it change places, unless it is isolated.
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const ISOLATED_FROM = '\u2068';
const ISOLATED_TO = '\u2069';

// In less room, as in a list, the first words say more than the parameters.
const PARAMETERS_FROM_CHARACTERS = 500;

/**
 * The text as it may stand in a message. Past `charactersMax` an ellipsis stands for the rest; where there is
 * room to speak of, it stands before the parameters, which are still shown.
 */
export function displayPrompt(
  text: string,
  charactersMax = CONTENT_CHARACTERS_MAX,
  /** Names that some links stand behind; a name must be safe itself. */
  names: ReadonlyMap<string, string> = new Map(),
): string {
  const display = (word: string): string => displayWord(word, names);
  const words = text
    .replace(/\s+/g, ' ')
    .replace(INVISIBLE, '')
    .split(' ')
    .filter((word) => word !== '');
  const isIsolated = RIGHT_TO_LEFT.test(text);
  const room = charactersMax - (isIsolated ? ISOLATED_FROM.length + ISOLATED_TO.length : 0);
  const whole = words.map(display).join(' ');
  const shown = whole.length <= room ? whole : shortenedBefore(words, room, display);
  return isIsolated && shown !== '' ? `${ISOLATED_FROM}${shown}${ISOLATED_TO}` : shown;
}

/** A word as it may stand in a message. */
type Display = (word: string) => string;

/** Shortened before the parameters where they leave at least half of the room to the words. */
function shortenedBefore(words: readonly string[], room: number, display: Display): string {
  const place = words.findIndex((word) => word.startsWith('--'));
  const parameters = place < 1 ? '' : words.slice(place).map(display).join(' ');
  const isShown =
    parameters !== '' && room >= PARAMETERS_FROM_CHARACTERS && parameters.length < room / 2;
  if (!isShown) return shortened(words, room, display);
  const before = shortened(words.slice(0, place), room - parameters.length - 1, display);
  return `${before} ${parameters}`;
}

function displayWord(word: string, names: ReadonlyMap<string, string>): string {
  const [, link, rest = ''] = LINK.exec(word) ?? [];
  if (link === undefined) return escaped(word);
  const name = names.get(link);
  const shown = `<${linkTarget(link)}>`;
  return `${name === undefined ? shown : `[${name}](${shown})`}${escaped(rest)}`;
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
function shortened(words: readonly string[], charactersMax: number, display: Display): string {
  const room = charactersMax - ELLIPSIS.length;
  if (room < 0) return '';
  let shown = '';
  for (const word of words) {
    const before = shown === '' ? '' : `${shown} `;
    const next = before + display(word);
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

/**
 * Makes prompt text safe for a message, in bold. Relies on the markdown of Discord's clients: a backslash escapes
 * punctuation, `<https://...>` is a link without a preview. A plain prompt looks unchanged, and no text can ping, end
 * the bold, or look like a mention, a named link, a time or a custom emoji.
 */

/** Discord's limit of a message's content (docs.discord.com, Message). */
export const CONTENT_CHARACTERS_MAX = 2000;

const ELLIPSIS = '…';
// A zero-width space after the sign prevents the ping.
const DISARMED_AT = '@\u200b';

// Control characters and bidirectional marks.
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const LINK = /^<?(https?:\/\/[^\s<>]+)>?((?:::-?[\d.]*)?[,.;]?)$/i;
const MARKDOWN = /[\\*_~`|<>[\]]/g;

// Right-to-left letters. Without isolation they would reorder the person and progress after the prompt.
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const ISOLATED_FROM = '\u2068';
const ISOLATED_TO = '\u2069';

// With less room, as in a list, the first words matter more than the parameters.
const PARAMETERS_FROM_CHARACTERS = 500;

/**
 * The safe text, shortened with an ellipsis to `charactersMax`; with enough room the parameters after the ellipsis are
 * kept.
 */
export function displayPrompt(
  text: string,
  charactersMax = CONTENT_CHARACTERS_MAX,
  /** Names to show for links; a name must be safe itself. */
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

/** Makes a word safe. */
type Display = (word: string) => string;

/** Shortened before the parameters if these take less than half of the room. */
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

/** Percent-encodes characters that markdown would interpret inside a link. */
function linkTarget(url: string): string {
  return url.replace(/[*\\`|"]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function escaped(text: string): string {
  return text
    .replace(MARKDOWN, '\\$&')
    .replace(/:\/\//g, '\\://')
    .replace(/@(?=everyone|here)/gi, DISARMED_AT);
}

/** Whole words while they fit, then a part of the next; a link is never cut. */
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

/** The longest prefix that fits after escaping; escapes are never cut. */
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

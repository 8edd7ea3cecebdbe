/**
 * The beginning of a text, of so many characters at most as JavaScript counts them. An emoji is two of those and
 * is kept whole or left out: half of one is no text, and what contains it is refused whole.
 */
export function cutText(text: string, charactersMax: number): string {
  return text.slice(0, Math.max(0, charactersMax)).replace(/[\ud800-\udbff]$/, '');
}

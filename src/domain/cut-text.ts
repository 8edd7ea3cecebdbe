/**
 * The start of a text, at most that many UTF-16 code units. Surrogate pairs are never split: a lone half is invalid
 * text, and a message that contains one is refused.
 */
export function cutText(text: string, charactersMax: number): string {
  return text.slice(0, Math.max(0, charactersMax)).replace(/[\ud800-\udbff]$/, '');
}

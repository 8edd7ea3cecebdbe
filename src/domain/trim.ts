/**
 * Trims characters in linear time. `replace(/[,;]+$/, '')` is quadratic: a regular expression restarts at each of many
 * such characters in the middle of a text.
 */

/** The text without any of these characters at its end. */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The text without any of these characters at its start. */
export function trimStartOf(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text.charAt(start))) start++;
  return text.slice(start);
}

/** The text without any of these characters at both ends. */
export const trimOf = (text: string, characters: string): string =>
  trimStartOf(trimEndOf(text, characters), characters);

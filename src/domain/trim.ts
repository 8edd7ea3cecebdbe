/**
 * Characters taken off the ends of a text. `replace(/[,;]+$/, '')` looks linear and is not: a regular expression starts
 * anew at each of many such characters in the middle of a text.
 */

/** The text without any of these characters at its end. */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The text without any of these characters at its beginning. */
export function trimStartOf(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text.charAt(start))) start++;
  return text.slice(start);
}

/** Both. */
export const trimOf = (text: string, characters: string): string =>
  trimStartOf(trimEndOf(text, characters), characters);

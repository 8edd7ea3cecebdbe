/** Letters of any script, and Latin ones. */
const LETTER = /\p{Letter}/gu;
const LATIN = /\p{Script=Latin}/gu;

/**
 * Whether most letters of the text are not Latin: Midjourney understands English best, and some vendors translate.
 * Single words or names in another script do not count.
 */
export function needsTranslation(text: string): boolean {
  const letters = text.match(LETTER)?.length ?? 0;
  const latin = text.match(LATIN)?.length ?? 0;
  return letters - latin > letters / 2;
}

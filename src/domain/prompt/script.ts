/** Letters of any script, and those that English is written with. */
const LETTER = /\p{Letter}/gu;
const LATIN = /\p{Script=Latin}/gu;

/**
 * Whether most letters of the text are of another script than English: Midjourney understands English
 * best, and some vendors translate. A word or a name in another script among English ones stays as it is.
 */
export function needsTranslation(text: string): boolean {
  const letters = text.match(LETTER)?.length ?? 0;
  const latin = text.match(LATIN)?.length ?? 0;
  return letters - latin > letters / 2;
}

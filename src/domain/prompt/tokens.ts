// Telephones turn two hyphens into one em dash. Alone, or before a blank, it is punctuation.
const PARAMETER_START = /^(?:--|—(?=[A-Za-z]))/;
// "a cat,--ar 3:2" is written often enough to be understood.
const AFTER_COMMA = /(?<=,)(?=--|—[A-Za-z])/;

/** The words of a prompt; a word that begins a parameter begins with two hyphens, whichever dash was typed. */
export function promptTokens(text: string): readonly string[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) => word.split(AFTER_COMMA))
    .map((word) => word.replace(PARAMETER_START, '--'));
}

/** Whether the token begins a parameter. */
export const beginsParameter = (token: string): boolean => token.startsWith('--');

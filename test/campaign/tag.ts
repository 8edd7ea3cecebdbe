/** A word that only one request has, by which it is known again wherever it goes. */
export const TAG = /\bq[0-9a-z]{5}q\b/;

let made = 0;
/** The next such word. */
export const nextTag = (): string => `q${(++made).toString(36).padStart(5, '0')}q`;

/** A link, a style code or `random`, optionally weighted: an item of references and image prompts. */
export type Reference = {
  readonly kind: 'link' | 'code' | 'random';
  readonly target: string;
  readonly weight: number | null;
};

// At most four digits on either side, so that a number is formatted as it was parsed, never as 1e-7.
const WEIGHT = String.raw`(-?(?:\d{1,4}(?:\.\d{1,4})?|\.\d{1,4}))`;
// Angle brackets suppress Discord's link previews; Midjourney itself writes links so. They are removed first:
// `<https://a.b::2>` must survive a round trip.
const BRACKETS = /^<([^<>]*)>/;
// `(?!:)` prevents backtracking over a long run of colons.
const REFERENCE = new RegExp(
  String.raw`^(https?://[^\s<>]*?[^\s<>:,]|\d+|random)(?::{2,}(?!:)${WEIGHT}?)?[:,]*$`,
  'i',
);

/** Parses one token; null if it is neither a link, a code nor `random`. */
export function parseReference(token: string): Reference | null {
  const match = REFERENCE.exec(token.replace(BRACKETS, '$1'));
  const target = match?.[1];
  if (target === undefined) return null;
  // Adding zero turns -0 into 0.
  const weight = match?.[2] === undefined ? null : Number(match[2]) + 0;
  if (/^\d+$/.test(target)) return { kind: 'code', target, weight };
  if (/^random$/i.test(target)) return { kind: 'random', target: 'random', weight };
  return { kind: 'link', target, weight };
}

/** Formats it canonically, so that it parses back to the same value. */
export const formatReference = ({ target, weight }: Omit<Reference, 'kind'>): string =>
  weight === null ? target : `${target}::${weight}`;

/** A link, a style code or `random`, perhaps weighted: what references and image prompts are made of. */
export type Reference = {
  readonly kind: 'link' | 'code' | 'random';
  readonly target: string;
  readonly weight: number | null;
};

// At most four digits on either side, so that a number is written back as it was read, never as 1e-7.
const WEIGHT = String.raw`(-?(?:\d{1,4}(?:\.\d{1,4})?|\.\d{1,4}))`;
// Angle brackets keep Discord from unfolding a link; Midjourney itself writes links so. They go before
// anything else is read: `<https://a.b::2>` and what it is written back as must mean the same.
const BRACKETS = /^<([^<>]*)>/;
// `(?!:)` keeps a long run of colons from being tried in every division.
const REFERENCE = new RegExp(
  String.raw`^(https?://[^\s<>]*?[^\s<>:,]|\d+|random)(?::{2,}(?!:)${WEIGHT}?)?[:,]*$`,
  'i',
);

/** Reads one token; null when it is neither link, code nor `random`. */
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

/** Writes it the one way that reads back the same. */
export const formatReference = ({ target, weight }: Omit<Reference, 'kind'>): string =>
  weight === null ? target : `${target}::${weight}`;

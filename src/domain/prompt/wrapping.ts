import { parameterTokens, splitAtParameters, withoutUnseen } from './tokens.ts';

/** A command copied along with a prompt. */
const COMMAND = /^\s*\/imagine\s+(?:prompt\s*:?\s+)?/i;
const QUOTED = /^\s*(["'“”„«])([\s\S]*?)(["'”“»])\s*$/;

/**
 * The prompt without a leading `/imagine`, and without quotes around all of it, including parameters. Quotes around
 * just the text are kept, because they are part of it.
 */
export function withoutWrapping(text: string): string {
  // An invisible character next to a quote would hide the quote here, but is removed when the prompt is parsed again.
  const prompt = withoutUnseen(text).replace(COMMAND, '');
  const inner = QUOTED.exec(prompt)?.[2];
  const isWhole = inner !== undefined && !/["“”„«»]/.test(inner) && hasParameter(inner);
  return isWhole ? inner : prompt;
}

/** Uses the parser's tokens, so that a reformatted prompt is treated the same. */
const hasParameter = (text: string): boolean =>
  parameterTokens(splitAtParameters(text).tail).some((token) => /^--[a-z]/i.test(token));

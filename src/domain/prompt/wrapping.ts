import { parameterTokens, splitAtParameters, withoutUnseen } from './tokens.ts';

/** What people copy along with a prompt. */
const COMMAND = /^\s*\/imagine\s+(?:prompt\s*:?\s+)?/i;
const QUOTED = /^\s*(["'“”„«])([\s\S]*?)(["'”“»])\s*$/;

/**
 * The prompt without a `/imagine` before it, and without quotes around the whole of it, parameters included.
 * Quotes around words alone stay: they are words to be painted.
 */
export function withoutWrapping(text: string): string {
  // Such a character behind a quote would hide the quote here, and be gone when the prompt is read again.
  const prompt = withoutUnseen(text).replace(COMMAND, '');
  const inner = QUOTED.exec(prompt)?.[2];
  const isWhole = inner !== undefined && !/["“”„«»]/.test(inner) && hasParameter(inner);
  return isWhole ? inner : prompt;
}

/** As they are read, so that a prompt that was written out again is wrapped exactly where the first one was. */
const hasParameter = (text: string): boolean =>
  parameterTokens(splitAtParameters(text).tail).some((token) => /^--[a-z]/i.test(token));

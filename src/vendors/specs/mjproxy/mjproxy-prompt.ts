import type { ActionName } from '#domain/action.ts';
import type { ParsedPrompt } from '#domain/prompt.ts';
import { withoutParameters, withParameter } from '#domain/prompt-change.ts';
import { formatPrompt } from '#domain/prompt-format.ts';
import { parsePrompt } from '#domain/prompt-parse.ts';
import { hasParameter, versionOf } from '#domain/prompt-read.ts';
import type { Version } from '#domain/prompt-version.ts';

/** Ours to heed; sent along they would be obeyed twice or refused. */
const OURS = ['fast', 'relax', 'turbo', 'stealth', 'public', 'repeat'] as const;

/** All flags inline, as Midjourney takes them. */
export const imaginePrompt = (prompt: string): string =>
  written(withoutParameters(parsePrompt(prompt), OURS));

/** The pictures' links and nothing to read; only parameters follow. */
export function blendPrompt(prompt: string, imageUrls: readonly string[]): string {
  const parsed = withoutParameters(parsePrompt(prompt), OURS);
  return written({
    imageUrls: imageUrls.map((url) => ({ url, weight: null })),
    text: '',
    parameters: parsed.parameters,
  });
}

/** What a window is answered with: the prompt, and for zooms how far. */
export function windowPrompt(prompt: string, action: ActionName): string {
  const parsed = withoutParameters(parsePrompt(prompt), OURS);
  if (action === 'square') {
    return written(withParameter(withParameter(parsed, 'ar', ['1:1']), 'zoom', ['1']));
  }
  if (action === 'zoom-custom' && !hasParameter(parsed, 'zoom')) {
    return written(withParameter(parsed, 'zoom', ['2']));
  }
  return written(parsed);
}

/** The version a prompt names; null leaves it to the account. */
export function versionNamedIn(prompt: string): Version | null {
  const parsed = parsePrompt(prompt);
  const isNamed = hasParameter(parsed, 'version') || hasParameter(parsed, 'niji');
  return isNamed ? versionOf(parsed) : null;
}

/** Servers read the version themselves, and some know its short name alone. */
const written = (parsed: ParsedPrompt): string =>
  formatPrompt(parsed).replaceAll(' --version ', ' --v ');

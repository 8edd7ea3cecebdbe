import { withoutJobParameters } from '#domain/prompt/change.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { hasParameter, versionOf } from '#domain/prompt/read.ts';
import type { Version } from '#domain/prompt/version.ts';

/** The prompt without the flags that the bot handles itself; forwarded, they would be applied twice or refused. */
export const picturePrompt = (prompt: string): ParsedPrompt =>
  withoutJobParameters(parsePrompt(prompt));

/** With all flags; proxies read the version themselves, and some know only its short name. */
export const writtenPrompt = (parsed: ParsedPrompt): string =>
  formatPrompt(parsed).replaceAll(' --version ', ' --v ');

/** The version a prompt names; null leaves it to the vendor. */
export function versionNamedIn(prompt: string): Version | null {
  const parsed = parsePrompt(prompt);
  const isNamed = hasParameter(parsed, 'version') || hasParameter(parsed, 'niji');
  return isNamed ? versionOf(parsed) : null;
}

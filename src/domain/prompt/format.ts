import { FLAGS } from './flags.ts';
import type { Parameter, ParsedPrompt } from './prompt.ts';
import { formatReference } from './reference.ts';

/** Formats the whole prompt with canonical parameter names; invalid parts are included. */
export function formatPrompt(parsed: ParsedPrompt): string {
  const images = parsed.imageUrls.map(({ url, weight }) =>
    formatReference({ target: url, weight }),
  );
  return [...images, parsed.text, ...parsed.parameters.map(formatParameter)]
    .filter((part) => part !== '')
    .join(' ');
}

/** Formats one parameter, or stray words. */
export function formatParameter(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'known':
      return [`--${parameter.name}`, joinValues(parameter)].filter((part) => part !== '').join(' ');
    case 'unknown':
      return parameter.raw;
    case 'misplaced':
      return parameter.text;
    default:
      return parameter satisfies never;
  }
}

/** The values after the name: phrases separated by commas, others by spaces. */
export const joinValues = ({ name, values }: Extract<Parameter, { kind: 'known' }>): string =>
  values.join(FLAGS[name].takes === 'words' ? ', ' : ' ');

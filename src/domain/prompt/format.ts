import { FLAGS } from './flags.ts';
import type { Parameter, ParsedPrompt } from './prompt.ts';
import { formatReference } from './reference.ts';

/** Writes the whole prompt again, every parameter under its one name; what was typed amiss is there too. */
export function formatPrompt(parsed: ParsedPrompt): string {
  const images = parsed.imageUrls.map(({ url, weight }) =>
    formatReference({ target: url, weight }),
  );
  return [...images, parsed.text, ...parsed.parameters.map(formatParameter)]
    .filter((part) => part !== '')
    .join(' ');
}

/** Writes one parameter, leftover words included. */
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

/** The values as they follow the name: phrases apart by commas, all else by blanks. */
export const joinValues = ({ name, values }: Extract<Parameter, { kind: 'known' }>): string =>
  values.join(FLAGS[name].takes === 'words' ? ', ' : ' ');

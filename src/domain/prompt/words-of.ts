import type { ParsedPrompt } from './prompt.ts';

/** All that a prompt says in words: its text and what it does not want, without links, numbers and codes. */
export function wordsOf({ text, parameters }: ParsedPrompt): string {
  const more = parameters.flatMap((parameter): readonly string[] => {
    switch (parameter.kind) {
      case 'known':
        return parameter.name === 'no' ? parameter.values : [];
      case 'unknown':
        return [parameter.raw];
      case 'misplaced':
        return [parameter.text];
      default:
        return parameter satisfies never;
    }
  });
  return [text, ...more].join('\n').trim();
}

import type { ParsedPrompt } from './prompt.ts';

/** All words of a prompt: its text and the phrases of `--no`, without links, numbers and codes. */
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

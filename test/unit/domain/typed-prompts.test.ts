import { describe, expect, it } from 'vitest';
import { createPromptWriter } from '#application/requests/written-prompt.ts';
import { DEFAULT_SETTINGS } from '#domain/member-settings.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { expandPermutations, groupProblem } from '#domain/prompt/permutations.ts';
import type { PromptProblem } from '#domain/prompt/problem.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { DEFAULT_VERSION } from '#domain/prompt/version.ts';
import {
  BATCHES,
  DASHES_AND_UNSEEN,
  type TypedPrompt,
  VALUES,
  WORDS_AND_LINKS,
} from '#test/fixtures/typed-prompts.ts';

const OPTIONS = [{ name: 'mine', value: '--ar 3:2 --stylize 250' }];

const refused = (problem: PromptProblem): string =>
  `!${problem.kind}${'parameter' in problem ? ` ${problem.parameter}` : ''}`;

/** The reading in the table's form, by lines of its own. */
function written({ imageUrls, text, parameters }: ParsedPrompt): string {
  const words = [...imageUrls.map(({ url }) => `[${url}]`), text].filter((each) => each !== '');
  const others = parameters.map((each) =>
    each.kind === 'known'
      ? [each.name, each.values.join(each.name === 'no' ? ', ' : ' ')].join(' ').trim()
      : '?',
  );
  return [words.join(' '), ...others].join(' | ');
}

function readingOf(typed: string): string | readonly string[] {
  const unread = groupProblem(typed);
  if (unread !== null) return refused(unread);
  const expanded = expandPermutations(typed, 40);
  if (expanded.kind === 'too-many') return '!too-many';
  const write = createPromptWriter(DEFAULT_SETTINGS, OPTIONS);
  const readings = expanded.prompts.map((prompt) => {
    const read = write(prompt);
    if (read.kind === 'rejected') return '!too-long';
    const problem = firstProblem(read.written.at(DEFAULT_VERSION));
    return problem === null ? written(read.written.typed) : refused(problem);
  });
  return readings.length === 1 ? (readings[0] ?? '') : readings;
}

const ALL: readonly TypedPrompt[] = [
  ...DASHES_AND_UNSEEN,
  ...VALUES,
  ...WORDS_AND_LINKS,
  ...BATCHES,
];

describe('a prompt as people type it', () => {
  it('stands in a table of at least 200, each once', () => {
    expect(new Set(ALL.map(([typed]) => typed)).size).toBe(ALL.length);
    expect(ALL.length).toBeGreaterThanOrEqual(200);
  });

  it.each(ALL)('%j is read as %j', (typed, reading) => {
    expect(readingOf(typed)).toEqual(reading);
  });
});

import { describe, expect, it } from 'vitest';
import { checkPrompt, type PromptUse } from '#domain/prompt/check.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { Version } from '#domain/prompt/version.ts';
import { problemInEnglish } from '#test/fixtures/problem-in-english.ts';

const problemsOf = (typed: string, version: Version = 'v8.2', use: PromptUse = 'imagine') =>
  checkPrompt(parsePrompt(typed), { version, use }).map(problemInEnglish);

// biome-ignore format: a table, one row a line
const accepted: readonly (readonly [typed: string, version?: Version])[] = [
  ['a cat'],
  ['a cat --ar 16:9'], ['a cat --ar 14:1'], ['a cat --ar 1:14'], ['a cat --ar 1400:100'],
  ['a cat --hd --ar 4:1'], ['a cat --sd --ar 14:1'],
  ['a cat --ar 2:1', 'v4'], ['a cat --ar 5:2', 'v3'],
  ['a cat --chaos 0'], ['a cat --c 100'],
  ['a cat --stylize 1000'], ['a cat --stylize 60000', 'v3'], ['a cat --test --stylize 1250', 'v3'],
  ['a cat --weird 3000'], ['a cat --weird 3000', 'v5'],
  ['a cat --exp 100'], ['a cat --exp 5', 'v7'],
  ['a cat --raw'], ['a cat --raw', 'v5.1'], ['a cat --style raw', 'niji6'],
  ['a cat --no dogs, birds'],
  ['a cat --tile'], ['a cat --tile', 'v3'],
  ['a cat --seed 0'], ['a cat --seed 4294967295'], ['a cat --sameseed 5', 'v3'],
  ['a cat --q 4', 'v7'], ['a cat --q 3', 'v7'], ['a cat --q 0.5', 'v6'], ['a cat --q .5', 'v6.1'], ['a cat --q .25', 'v5'],
  ['a cat --draft', 'v7'],
  ['a cat --stop 10', 'v6.1'], ['a cat --stop 100', 'niji6'],
  ['https://a.b/c.png a cat --iw 3'], ['https://a.b/c.png a --iw .5', 'v5'], ['https://a.b/c.png a --iw .2', 'niji5'], ['https://a.b/c.png a --iw -10000', 'v3'],
  ['a cat --sref random'], ['a cat --sref https://a.b/c.png::2 99 --sw 1000'], ['a cat --sref 1 --sv 6', 'v7'], ['a cat --sref 1 --sv 4', 'v6'],
  ['a cat --oref https://a.b/c.png --ow 1000', 'v7'], ['a cat --oref https://a.b/c.png --q 2', 'v7'],
  ['a cat --cref https://a.b/c.png --cw 0', 'v6'], ['a cat --cref https://a.b/c.png', 'niji6'],
  ['make it red --edit https://a.b/c.png https://a.b/d.png'],
  ['a cat --p'], ['a cat --p abc123 m7f'], ['a cat --p', 'v6'],
  ['a cat --repeat 2'], ['a cat --fast --r 40'],
  ['a cat --turbo'], ['a cat --turbo', 'v7'], ['a cat --relax --stealth'],
  ['a cat --v 7'], ['a cat --v 7.0'], ['a cat --version 5.2'], ['a cat --niji'], ['a cat --niji 5'],
  ['a cat --niji 5 --style scenic'], ['a cat --v 4 --style 4b'], ['a cat --v 5.2 --style raw-Xy12abC'], ['a cat --V 7'],
  ['a cat --v 7 --v 6 --cref https://a.b/c.png'],
  ['https://a.b/c.png https://a.b/d.png'], ['https://a.b/c.png a cat'],
  ['https://a.b/c.png --video'], ['https://a.b/c.png run --video --motion high --loop --bs 1 --end https://a.b/d.png'],
  ['https://a.b/c.png run --video --stop 50 --no x'],
  ['a cat --video', 'v3'],
  ['a:: b::2 c::-.5', 'v6.1'], ['a:: b::2', 'niji6'], ['a::1 b::2', 'v3'], ['a cat::', 'v7'],
  ['see https://example.com for more'], ['night--fast cars'], ['a cat--ar of sorts'],
  ['x'.repeat(6000)], ['🐈'.repeat(6000)],
];

type Refusal = readonly [typed: string, version: Version, description: string];

// biome-ignore format: a table, one row a line
const refused: readonly Refusal[] = [
  // Unrecognized.
  ['a cat ---', 'v7', 'Unrecognized parameter(s): `---`\nWrite the name directly after two dashes, as in `--ar 16:9`.'],
  ['a cat -- ar 3:2', 'v7', 'Unrecognized parameter(s): `--`\nWrite the name directly after two dashes, as in `--ar 16:9`.'],
  ['a cat --style raw use_raw', 'v7', 'Unrecognized parameter(s): `use_raw`\nPut all text before the first parameter.'],
  ['a cat --foobarbaz 1 --quux', 'v7', 'Unrecognized parameter(s): `--foobarbaz`, `--quux`\n`/help` lists the parameters: leave out what is not among them.'],
  ['a cat --stylise 50', 'v7', 'Unrecognized parameter(s): `--stylise`\nDid you mean `--stylize`?'],
  ['a cat —stylise 50', 'v7', 'Unrecognized parameter(s): `--stylise`\nDid you mean `--stylize`?'],
  ['a cat --choas 50', 'v7', 'Unrecognized parameter(s): `--choas`\nDid you mean `--chaos`?'],
  ['a cat --styl 50', 'v7', 'Unrecognized parameter(s): `--styl`\nDid you mean `--stylize`?'],
  ['a cat --aspectratio 3:2', 'v7', 'Unrecognized parameter(s): `--aspectratio`\nDid you mean `--ar`?'],
  ['a cat --cre https://a.b/c', 'v6', 'Unrecognized parameter(s): `--cre`\nDid you mean `--cref`?'],
  ['a cat --`x`', 'v7', "Unrecognized parameter(s): `--'x'`\n`/help` lists the parameters: leave out what is not among them."],
  ['a cat --raw of pearls', 'v7', 'Unrecognized parameter(s): `of pearls`\nPut all text before the first parameter.'],
  ['a cat --cref bob', 'v6', 'Unrecognized parameter(s): `bob`\n`--cref` needs a link, as in `--cref https://example.com/person.png`.'],
  ['a cat --sref', 'v7', '--sref needs a value, for example `--sref https://example.com/style.png`'],
  ['a cat --sref 1 of it', 'v7', 'Unrecognized parameter(s): `of it`\nPut all text before the first parameter.'],
  // Versions that lack the parameter.
  ['a cat --stop 50', 'v7', '--stop is not compatible with --version 7'],
  ['a cat --cref https://a.b/c.png', 'v7', '--cref is not compatible with --version 7'],
  ['a cat --cref https://a.b/c.png --v 7', 'v6', '--cref is not compatible with --version 7'],
  ['a cat --oref https://a.b/c.png', 'v8.1', '--oref is not compatible with --version 8.1'],
  ['a cat --oref https://a.b/c.png', 'niji7', '--oref is not compatible with --niji 7'],
  ['a cat --q 2', 'v8.2', '--quality is not compatible with --version 8.2'],
  ['a cat --tile', 'v4', '--tile is not compatible with --version 4'],
  ['a cat --weird 5', 'v4', '--weird is not compatible with --version 4'],
  ['a cat --raw', 'v5', '--raw is not compatible with --version 5'],
  ['a cat --raw', 'niji5', '--raw is not compatible with --niji 5'],
  ['a cat --hd', 'v7', '--hd is not compatible with --version 7'],
  ['a cat --draft', 'v8.1', '--draft is not compatible with --version 8.1'],
  ['a cat --exp 5', 'v6.1', '--exp is not compatible with --version 6.1'],
  ['a cat --iw 1', 'v4', '--iw is not compatible with --version 4'],
  ['a cat --sref random', 'v5.2', '--sref is not compatible with --version 5.2'],
  ['a cat --sv 2', 'v8.2', '--sv is not compatible with --version 8.2'],
  ['a cat --p', 'v5.2', '--profile is not compatible with --version 5.2'],
  ['a cat --edit https://a.b/c.png', 'v7', '--edit is not compatible with --version 7'],
  ['a cat --stylize 100', 'v2', '--stylize is not compatible with --version 2'],
  ['a cat --sameseed 1', 'v4', '--sameseed is not compatible with --version 4'],
  ['a cat --uplight', 'v5', '--uplight is not compatible with --version 5'],
  ['a cat --hq', 'v8.2', '--hq is not compatible with --version 8.2'],
  // Ranges.
  ['a cat --stylize 1001', 'v7', '--stylize must be between 0 and 1000 with --version 7'],
  ['a cat --s -1', 'v8.1', '--stylize must be between 0 and 1000 with --version 8.1'],
  ['a cat --s lots', 'v7', '--stylize must be between 0 and 1000 with --version 7'],
  ['a cat --s 50.5', 'v7', '--stylize must be a whole number between 0 and 1000'],
  ['a cat --s 1e2', 'v7', '--stylize must be between 0 and 1000 with --version 7'],
  ['a cat --s 624', 'v3', '--stylize must be between 625 and 60000 with --version 3'],
  ['a cat --testp --s 1249', 'v3', '--stylize must be between 1250 and 5000 with --version 3'],
  ['a cat --chaos 101', 'v8', '--chaos must be between 0 and 100 with --version 8'],
  ['a cat --w 3001', 'niji6', '--weird must be between 0 and 3000 with --niji 6'],
  ['a cat --seed 4294967296', 'v7', '--seed must be between 0 and 4294967295 with --version 7'],
  ['a cat --stop 9', 'v6', '--stop must be between 10 and 100 with --version 6'],
  ['a cat --q 5', 'v7', '--quality must be 1, 2, 3 or 4 with --version 7'],
  ['a cat --q .25', 'v6', '--quality must be .5, 1 or 2 with --version 6'],
  ['a cat --q high', 'v5', '--quality must be .25, .5 or 1 with --version 5'],
  ['https://a.b/c.png a --iw 3.1', 'v7', '--iw must be between 0 and 3 with --version 7'],
  ['https://a.b/c.png a --iw -1', 'v8.1', '--iw must be between 0 and 3 with --version 8.1'],
  ['https://a.b/c.png a --iw 2.5', 'niji7', '--iw must be between 0 and 2 with --niji 7'],
  ['https://a.b/c.png a --iw .4', 'v5', '--iw must be between 0.5 and 2 with --version 5'],
  ['a cat --sref 1 --sv 5', 'v6', '--sv must be between 1 and 4 with --version 6'],
  ['a cat --oref https://a.b/c.png --ow 0', 'v7', '--ow must be between 1 and 1000 with --version 7'],
  ['a cat --repeat 41', 'v7', '--repeat must be between 2 and 40'],
  ['a cat --repeat 1', 'v7', '--repeat must be between 2 and 40'],
  ['a cat --ar 15:1', 'v7', '--ar must be between 1:14 and 14:1 with --version 7'],
  ['a cat --ar 1:3', 'v4', '--ar must be between 1:2 and 2:1 with --version 4'],
  ['a cat --ar 3:1', 'v3', '--ar must be between 2:5 and 5:2 with --version 3'],
  ['a cat --hd --ar 5:1', 'v8.1', '--ar must be between 1:4 and 4:1 with --version 8.1'],
  ['a cat --ar 1.85:1', 'v7', '--ar must be two whole numbers with a colon between them, for example `--ar 16:9`, not `1.85:1`'],
  ['a cat --ar 16-9', 'v7', '--ar must be two whole numbers with a colon between them, for example `--ar 16:9`, not `16-9`'],
  ['a cat --ar 0:1', 'v7', '--ar must be two whole numbers with a colon between them, for example `--ar 16:9`, not `0:1`'],
  ['a cat --ar', 'v7', '--ar needs a value, for example `--ar 16:9`'],
  ['a cat --no', 'v7', '--no needs a value, for example `--no text, frames`'],
  ['a cat --no ,', 'v7', '--no needs a value, for example `--no text, frames`'],
  ['a cat --v', 'v7', '--version needs a value, for example `--v 7`'],
  ['a cat --v 9', 'v7', '--version must be 1, 2, 3, 4, 5, 5.1, 5.2, 6, 6.1, 7, 8, 8.1 or 8.2'],
  ['a cat --v latest', 'v7', '--version must be 1, 2, 3, 4, 5, 5.1, 5.2, 6, 6.1, 7, 8, 8.1 or 8.2'],
  ['a cat --niji 3', 'v7', '--niji must be 4, 5, 6 or 7'],
  ['a cat --style cute', 'v7', '--style must be raw with --version 7'],
  ['a cat --style loud', 'niji5', '--style must be cute, scenic, expressive or original with --niji 5'],
  ['a cat --p a/b', 'v7', 'Invalid User ID or Personalization code: `a/b`'],
  ['a cat --edit https://a.b/1 https://a.b/2 https://a.b/3 https://a.b/4 https://a.b/5', 'v8.2', '--edit takes at most 4 links'],
  // Company.
  ['a cat --sw 50', 'v7', 'Cannot use `--sw` without a `--sref`'],
  ['a cat --cw 50', 'v6', 'Cannot use `--cw` without a `--cref`'],
  ['a cat --ow 50', 'v7', 'Cannot use `--ow` without a `--oref`'],
  ['a cat --oref https://a.b/c.png --draft', 'v7', 'Cannot use `--oref` with `--draft`'],
  ['a cat --oref https://a.b/c.png --q 4', 'v7', 'Cannot use `--oref` with `--quality 4`'],
  ['https://a.b/c https://a.b/d --oref https://a.b/c.png', 'v7', 'Cannot use `--oref` without a text prompt'],
  ['a cat --hd --sd', 'v8.2', 'Cannot use `--hd` with `--sd`'],
  ['a cat --tile --edit https://a.b/c.png', 'v8.2', 'Cannot use `--tile` with `--edit`'],
  ['a cat --v 6 --niji 6', 'v7', 'Cannot use `--version` with `--niji`'],
  ['a cat --relax --repeat 4', 'v7', 'You can not submit batch jobs in relax mode'],
  ['a cat --zoom 2', 'v7', '`--zoom` works only in the Custom Zoom dialog'],
  ['a cat --motion high', 'v7', 'Cannot use `--motion` without a `--video`'],
  ['a cat --loop', 'v7', 'Cannot use `--loop` without a `--video`'],
  ['a cat --video', 'v7', 'Cannot use `--video` without a start image. Put its link at the front of the prompt, or attach it'],
  ['https://a.b/c.png x --video --turbo', 'v7', "Turbo mode isn't supported for video jobs"],
  ['https://a.b/c.png x --video --motion fast', 'v7', '--motion must be low or high'],
  ['https://a.b/c.png x --video --bs 3', 'v7', '--bs must be 1, 2 or 4'],
  ['https://a.b/c.png x --video 2', 'v7', '--video must be 1'],
  ['https://a.b/c.png x --video --end cat', 'v7', 'Unrecognized parameter(s): `cat`\n`--end` needs a link, as in `--end https://example.com/last.png`.'],
  // Text.
  ['', 'v7', 'Describe what you want to see, for example `/imagine a cat in a hat`'],
  ['--ar 3:2', 'v7', 'Describe what you want to see, for example `/imagine a cat in a hat`'],
  ['https://a.b/c.png', 'v7', 'Cannot use --version 7 with only a single image prompt. Please add another image prompt, or a text prompt'],
  ['https://a.b/c.png --ar 3:2', 'niji6', 'Cannot use --niji 6 with only a single image prompt. Please add another image prompt, or a text prompt'],
  ['x'.repeat(6001), 'v7', 'Prompts must be 6000 or fewer in length.'],
  [`${'x'.repeat(5995)} --ar 3:2`, 'v7', 'Prompts must be 6000 or fewer in length.'],
  ['a cat https://a.b/c.png', 'v7', 'Image links go to the front of the prompt, before the text: move `https://a.b/c.png`'],
  ['a cat <https://s.mj.run/xyz> b', 'v7', 'Image links go to the front of the prompt, before the text: move `<https://s.mj.run/xyz>`'],
  ['a cat--ar 3:2', 'v7', 'Put a space before `--ar`'],
  ['a cat--s 50', 'v7', 'Put a space before `--stylize`'],
  ['a:: b::2', 'v7', 'Multi-prompts with `::` are not compatible with --version 7. They work with `--v 6.1`'],
  ['a:: b::2', 'niji7', 'Multi-prompts with `::` are not compatible with --niji 7. They work with `--v 6.1`'],
  ['a:: b::-1', 'v6', 'The weights of the prompt must add up to more than zero'],
  ['a::1.5 b', 'v3', 'Prompt weights must be whole numbers with --version 3'],
];

describe('checking', () => {
  const everyAccepted = accepted.map(([typed, version = 'v8.2']) => [typed, version] as const);
  it.each(everyAccepted)('accepts %j in %s', (typed, version) => {
    expect(problemsOf(typed, version)).toEqual([]);
  });

  it.each(refused)('refuses %j in %s: %s', (typed, version, description) => {
    expect(problemsOf(typed, version)[0]?.description).toBe(description);
  });

  it('gives Midjourney’s titles, and the parameter at fault', () => {
    expect(problemsOf('')[0]).toMatchObject({ title: 'Empty prompt', parameter: null });
    expect(problemsOf('a:: b::2')[0]).toMatchObject({ title: 'Invalid prompt', parameter: null });
    expect(problemsOf('a --s 9999')).toMatchObject([
      { title: 'Invalid parameter', parameter: 'stylize' },
    ]);
    expect(problemsOf('a --stylise 9')[0]?.parameter).toBe('--stylise');
  });

  it('reports everything at once, and each thing once', () => {
    const typed = '--foo --s 9999 --hd --sd --stop 5 --sw 3';
    expect(problemsOf(typed, 'v8.2').map(({ parameter }) => parameter)).toEqual([
      '--foo',
      'stylize',
      'hd',
      'stop',
      'sw',
      null,
    ]);
  });

  it('takes the newest default version when none is given', () => {
    const [problem] = checkPrompt(parsePrompt('a cat --stop 50')).map(problemInEnglish);
    expect(problem?.description).toBe('--stop is not compatible with --version 8.2');
  });

  it('names each unknown parameter once, and no more than ten', () => {
    const many = Array.from({ length: 40 }, (_, place) => `--zq${Math.floor(place / 2)}`);
    const [problem] = checkPrompt(parsePrompt(`a cat ${many.join(' ')}`));
    const told = ['--zq0', '--zq1', '--zq2', '--zq3', '--zq4', '--zq5', '--zq6', '--zq7'];
    expect(problem).toMatchObject({ kind: 'unrecognized', typed: [...told, '--zq8', '--zq9'] });
  });

  it('cuts a long quotation short', () => {
    const [problem] = problemsOf(`a cat --${'x'.repeat(300)}`);
    expect(problem?.description).toContain(`Unrecognized parameter(s): \`--${'x'.repeat(97)}…\`\n`);
  });

  // biome-ignore format: a table, one row a line
  it.each<readonly [string, PromptUse, Version, string | null]>([
    ['', 'custom-zoom', 'v7', null],
    ['a cat --ar 3:2 --zoom 1.5', 'custom-zoom', 'v7', null],
    ['a cat --zoom 2.1', 'custom-zoom', 'v7', '--zoom must be between 1 and 2'],
    ['a cat --zoom', 'custom-zoom', 'v7', '--zoom needs a value, for example `--zoom 1.5`'],
    ['', 'video', 'v7', null],
    ['run --loop --end https://a.b/c.png', 'video', 'v8.2', null],
    ['run --stop 5 --cref x --q 9', 'video', 'v7', 'Unrecognized parameter(s): `x`\n`--cref` needs a link, as in `--cref https://example.com/person.png`.'],
    ['run --stop 5 --q 9', 'video', 'v7', null],
    ['run --turbo', 'video', 'v7', "Turbo mode isn't supported for video jobs"],
    ['--ar 3:2 --s 50 --sw 5', 'suffix', 'v7', null],
    ['', 'suffix', 'v7', null],
    ['--s 5000', 'suffix', 'v7', '--stylize must be between 0 and 1000 with --version 7'],
    ['orange::-1', 'suffix', 'v8.2', 'A suffix can contain only parameters, for example `--ar 16:9 --stylize 250`'],
    ['orange::-1', 'suffix', 'v6', 'A suffix can contain only parameters, for example `--ar 16:9 --stylize 250`'],
  ])('of %j as %s in %s says %s', (typed, use, version, description) => {
    const descriptions = problemsOf(typed, version, use).map((problem) => problem.description);
    if (description === null) expect(descriptions).toEqual([]);
    else expect(descriptions).toContain(description);
  });
});

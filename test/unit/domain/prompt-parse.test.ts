import { describe, expect, it } from 'vitest';
import { formatPrompt } from '#domain/prompt/format.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { Parameter } from '#domain/prompt/prompt.ts';

/** Short spellings of expectations: a parameter as `[name, ...values]`, the rest as what it is. */
type Expected = {
  readonly images?: readonly (readonly [url: string, weight: number | null])[];
  readonly text?: string;
  readonly known?: readonly (readonly string[])[];
  readonly all?: readonly Parameter[];
  readonly formatted?: string;
};

// biome-ignore format: a table, one row a line
const rows: readonly (readonly [typed: string, expected: Expected])[] = [
  ['a cat', { text: 'a cat', all: [] }],
  ['', { text: '', all: [] }],
  ['  a \n\t cat  ', { text: 'a cat', formatted: 'a cat' }],
  ['a cat --ar 16:9', { text: 'a cat', known: [['ar', '16:9']] }],
  ['a cat --aspect 1920:1080', { known: [['ar', '1920:1080']], formatted: 'a cat --ar 1920:1080' }],
  ['a cat --s 250 --c 10 --w 5', { known: [['stylize', '250'], ['chaos', '10'], ['weird', '5']] }],
  ['a cat --AR 3:2 --V 7', { known: [['ar', '3:2'], ['version', '7']] }],
  ['a cat —ar 3:2 —v 6.1', { known: [['ar', '3:2'], ['version', '6.1']], formatted: 'a cat --ar 3:2 --version 6.1' }],
  ['a cat — sitting — on a mat', { text: 'a cat — sitting — on a mat', all: [] }],
  ['a cat,--ar 3:2,--v 7', { text: 'a cat,', known: [['ar', '3:2'], ['version', '7']] }],
  ['a cat --ar "--', { known: [['ar', '"--']], formatted: 'a cat --ar "--' }],
  ['a cat --ar "—v', { known: [['ar', '"'], ['version']] }],
  ['a cat --no https://a.b/c,d--v, dogs', { known: [['no', 'https://a.b/c,d--v', 'dogs']], formatted: 'a cat --no https://a.b/c,d--v, dogs' }],
  ['a cat --no "--", dogs', { known: [['no', '"--"', 'dogs']] }],
  ['a cat --ar , 3:2', { all: [{ kind: 'known', name: 'ar', values: [','] }, { kind: 'misplaced', text: '3:2' }] }],
  ['a well--known cat', { text: 'a well--known cat', all: [] }],
  ['a cat --no dogs, red  houses ,,snow', { known: [['no', 'dogs', 'red houses', 'snow']], formatted: 'a cat --no dogs, red houses, snow' }],
  ['a cat --no dogs,--raw', { known: [['no', 'dogs'], ['raw']] }],
  ['a cat --no dogs,—raw', { known: [['no', 'dogs'], ['raw']] }],
  ['a cat --no', { known: [['no']] }],
  ['a cat --raw', { known: [['raw']] }],
  ['a cat --style raw --ar 3:2', { known: [['raw'], ['ar', '3:2']], formatted: 'a cat --raw --ar 3:2' }],
  ['a cat --style Raw, --ar 3:2', { known: [['raw'], ['ar', '3:2']] }],
  ['a cat --style cute --niji 5', { known: [['style', 'cute'], ['niji', '5']] }],
  ['a cat --niji --raw', { known: [['niji'], ['raw']] }],
  ['a cat --niji 7', { known: [['niji', '7']] }],
  ['a cat --video --motion high', { known: [['video'], ['motion', 'high']] }],
  ['a cat --video 1', { known: [['video', '1']] }],
  ['a cat --p', { known: [['profile']] }],
  ['a cat --p abc123 mdef456', { known: [['profile', 'abc123', 'mdef456']], formatted: 'a cat --profile abc123 mdef456' }],
  ['a cat --sref random', { known: [['sref', 'random']] }],
  ['a cat --sref 123456::2 https://a.b/c.png', { known: [['sref', '123456::2', 'https://a.b/c.png']] }],
  ['a cat --sref <https://a.b/c.png>::2, https://a.b/d.png', { known: [['sref', 'https://a.b/c.png::2', 'https://a.b/d.png']] }],
  ['a cat --oref https://a.b/c.png --ow 200', { known: [['oref', 'https://a.b/c.png'], ['ow', '200']] }],
  ['a cat --ar 3:2 --ar 1:1', { known: [['ar', '3:2'], ['ar', '1:1']] }],
  ['a cat --foo 1 2 --raw', { all: [{ kind: 'unknown', raw: '--foo 1 2' }, { kind: 'known', name: 'raw', values: [] }] }],
  ['a cat --', { text: 'a cat', all: [{ kind: 'unknown', raw: '--' }] }],
  ['a cat --- x', { all: [{ kind: 'unknown', raw: '--- x' }] }],
  ['a cat -- ar 3:2', { all: [{ kind: 'unknown', raw: '-- ar 3:2' }] }],
  ['a cat --foo', { all: [{ kind: 'unknown', raw: '--foo' }] }],
  ['a cat --hd3:2', { all: [{ kind: 'unknown', raw: '--hd3:2' }] }],
  ['a cat --constructor', { all: [{ kind: 'unknown', raw: '--constructor' }] }],
  ['a cat --ar 3:2 in a hat', { all: [{ kind: 'known', name: 'ar', values: ['3:2'] }, { kind: 'misplaced', text: 'in a hat' }] }],
  ['--raw a cat', { text: '', all: [{ kind: 'known', name: 'raw', values: [] }, { kind: 'misplaced', text: 'a cat' }] }],
  ['a cat --cref bob', { all: [{ kind: 'known', name: 'cref', values: [] }, { kind: 'misplaced', text: 'bob' }] }],
  ['a cat --niji cute', { all: [{ kind: 'known', name: 'niji', values: [] }, { kind: 'misplaced', text: 'cute' }] }],
  ['https://a.b/c.png a cat', { images: [['https://a.b/c.png', null]], text: 'a cat' }],
  ['https://a.b/c.png https://a.b/d.jpg', { images: [['https://a.b/c.png', null], ['https://a.b/d.jpg', null]], text: '' }],
  ['<https://s.mj.run/xY> a cat', { images: [['https://s.mj.run/xY', null]], formatted: 'https://s.mj.run/xY a cat' }],
  ['https://a.b/c.png::2 a cat', { images: [['https://a.b/c.png', 2]], formatted: 'https://a.b/c.png::2 a cat' }],
  ['https://a.b/c.png::.5, https://a.b/d.png::-1 x', { images: [['https://a.b/c.png', 0.5], ['https://a.b/d.png', -1]], text: 'x' }],
  ['<https://a.b/c.png::2> x', { images: [['https://a.b/c.png', 2]] }],
  ['<https://a.b/c.png::2>::3 x', { images: [['https://a.b/c.png::2', 3]] }],
  ['https://a.b/c.png::2> x', { images: [], text: 'https://a.b/c.png::2> x' }],
  ['<https://a.b/c.png x', { images: [], text: '<https://a.b/c.png x' }],
  ['https://a.b/c.png::-0 x', { images: [['https://a.b/c.png', 0]], formatted: 'https://a.b/c.png::0 x' }],
  ['https://a.b/c.png::.0000001 x', { images: [['https://a.b/c.png::.0000001', null]], text: 'x' }],
  ['https://a.b/c.png:: a cat', { images: [['https://a.b/c.png', null]], text: 'a cat' }],
  ['https://a.b/c?x=1&y=2#z a', { images: [['https://a.b/c?x=1&y=2#z', null]] }],
  ['https://a.b:8080/c.png::1.25 a', { images: [['https://a.b:8080/c.png', 1.25]] }],
  ['HTTPS://A.B/C.PNG a', { images: [['HTTPS://A.B/C.PNG', null]] }],
  ['a cat https://a.b/c.png', { images: [], text: 'a cat https://a.b/c.png' }],
  ['ftp://a.b/c.png a', { images: [], text: 'ftp://a.b/c.png a' }],
  ['12345 soldiers', { images: [], text: '12345 soldiers' }],
  ['random noise', { images: [], text: 'random noise' }],
  ['a:: b::2', { text: 'a:: b::2', all: [] }],
  ['"a -- b"', { text: '"a', all: [{ kind: 'unknown', raw: '-- b"' }] }],
  ['猫 --ar 3:2', { text: '猫', known: [['ar', '3:2']] }],
];

const shortened = (parameters: readonly Parameter[]) =>
  parameters.map((each) => (each.kind === 'known' ? [each.name, ...each.values] : each));

describe('parsing', () => {
  it.each(rows)('%j', (typed, expected) => {
    const parsed = parsePrompt(typed);
    if (expected.images !== undefined) {
      expect(parsed.imageUrls.map(({ url, weight }) => [url, weight])).toEqual(expected.images);
    }
    if (expected.text !== undefined) expect(parsed.text).toBe(expected.text);
    if (expected.known !== undefined) expect(shortened(parsed.parameters)).toEqual(expected.known);
    if (expected.all !== undefined) expect(parsed.parameters).toEqual(expected.all);
    if (expected.formatted !== undefined) expect(formatPrompt(parsed)).toBe(expected.formatted);
    expect(parsePrompt(formatPrompt(parsed))).toEqual(parsed);
  });

  // Each once took, or could take, time growing with the square of its length or worse.
  it.each([
    ['colons', `https://a${':'.repeat(100_000)}x>`],
    ['colons and letters', `https://${':::a'.repeat(50_000)}>>`],
    ['commas', `a${','.repeat(100_000)}--`],
    ['dashes', '-'.repeat(200_000)],
    ['parameters', '--ar 1:1 '.repeat(20_000)],
    ['blanks', ' '.repeat(200_000)],
  ])('a very long run of %s is read at once', (_, typed) => {
    const started = process.cpuUsage();
    parsePrompt(typed);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(500);
  });
});

describe('found by hostile input', () => {
  it.each([
    ['a cat --c:=2', 'a cat --chaos 2'],
    ['a cat --ar ==3:2', 'a cat --ar 3:2'],
    ['“a cat —ar 3:2”', 'a cat --ar 3:2'],
  ])('%s is %s, and is read again as that', (typed, meant) => {
    const written = formatPrompt(parsePrompt(typed));
    expect(written).toBe(meant);
    expect(formatPrompt(parsePrompt(written))).toBe(written);
  });
});

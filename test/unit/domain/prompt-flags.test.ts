import { describe, expect, it } from 'vitest';
import { checkPrompt } from '#domain/prompt/check.ts';
import { rangeIn } from '#domain/prompt/check-value.ts';
import { FLAGS, PARAMETER_NAMES, parameterNamed, SPELLINGS } from '#domain/prompt/flags.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { nearestParameter } from '#domain/prompt/nearest.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { DEFAULT_VERSION, isVersionIn, VERSIONS } from '#domain/prompt/version.ts';

const everyFlag = PARAMETER_NAMES.map((name) => [name, FLAGS[name]] as const);

describe('the table of parameters', () => {
  it('gives every spelling to one parameter', () => {
    const spellings = everyFlag.flatMap(([name, flag]) => [name, ...(flag.aliases ?? [])]);
    expect(SPELLINGS.size).toBe(spellings.length);
  });

  it.each(everyFlag)('%s has an example that is read as that parameter alone', (name, flag) => {
    const { parameters } = parsePrompt(`a cat ${flag.example}`);
    expect(parameters).toHaveLength(1);
    const [parameter] = parameters;
    expect(parameter?.kind).toBe('known');
    // `--style raw` is the one example that has two names.
    const expected = name === 'style' ? 'raw' : name;
    expect(parameter?.kind === 'known' && parameter.name).toBe(expected);
  });

  // What Midjourney's bot takes in no version is a vendor's own addition.
  const ofMidjourney = everyFlag.filter(([, { versions }]) => versions.length > 0);
  it.each(ofMidjourney)(
    '%s is accepted with its example in some version it names',
    (name, flag) => {
      const version = VERSIONS.findLast((each) => isVersionIn(each, flag.versions));
      expect(version).toBeDefined();
      // What an example needs around it to be a whole prompt.
      const company =
        { sw: '--sref 1', ow: '--oref https://a.b/c', cw: '--cref https://a.b/c' }[String(name)] ??
        '';
      const video = flag.role === 'video' && name !== 'video' ? '--video' : '';
      const typed = `https://a.b/c.png a cat ${flag.example} ${company} ${video}`;
      const use = flag.role === 'custom-zoom' ? 'custom-zoom' : 'imagine';
      const problems = checkPrompt(parsePrompt(typed), {
        version: version ?? DEFAULT_VERSION,
        use,
      });
      expect(problems).toEqual([]);
    },
  );

  it.each(everyFlag)('%s is refused in exactly the versions that lack it', (name, flag) => {
    if (flag.role !== undefined) return;
    for (const version of VERSIONS) {
      const parsed = parsePrompt(`a cat ${flag.example}`);
      const [parameter] = parsed.parameters;
      const own = parameter?.kind === 'known' ? parameter.name : name;
      const refused = checkPrompt(parsed, { version }).some(
        (problem) => problem.kind === 'incompatible' && problem.parameter === own,
      );
      expect([version, refused]).toEqual([version, !isVersionIn(version, FLAGS[own].versions)]);
    }
  });

  it.each(everyFlag)('%s has a range or choices in every version, or in none', (_name, flag) => {
    const versions = VERSIONS.filter((each) => isVersionIn(each, flag.versions));
    if (flag.ranges !== undefined) {
      const without = versions.filter((each) => !rangeIn(flag, each, parsePrompt('')));
      expect(without).toEqual([]);
    }
    for (const range of flag.ranges ?? []) {
      expect(range.minimum).toBeLessThan(range.maximum);
      if (range.usual !== null) {
        expect(range.usual).toBeGreaterThanOrEqual(range.minimum);
        expect(range.usual).toBeLessThanOrEqual(range.maximum);
      }
    }
    for (const { choices, usual } of flag.choices ?? []) {
      if (usual !== null) expect(choices).toContain(usual);
    }
  });

  it('knows every alias, in capitals too, and writes the name back', () => {
    for (const [spelling, name] of SPELLINGS) {
      expect(parameterNamed(spelling.toUpperCase())).toBe(name);
      expect(formatPrompt(parsePrompt(`x --${spelling}`))).toBe(`x --${name}`);
    }
  });

  it.each(['', 'constructor', '__proto__', 'tostring', 'foo', '-ar', 'ar:'])(
    'knows no parameter called %j',
    (word) => {
      expect(parameterNamed(word)).toBeNull();
    },
  );

  it.each([
    ['stylise', 'stylize'],
    ['style', 'style'],
    ['stylze', 'stylize'],
    ['wierd', 'weird'],
    ['verson', 'version'],
    ['aspct', 'ar'],
    ['as', 'ar'],
    ['ra', 'ar'],
    ['seeed', 'seed'],
    ['profiles', 'profile'],
    ['c50', 'chaos'],
    ['x', null],
    ['', null],
    ['banana', null],
    ['stylize'.repeat(9), null],
    // Nearest to a parameter the version lacks.
    ['drft', null],
    ['qualty', null],
    ['crfe', null],
    ['q5', null],
  ])('takes %j for %s', (typed, name) => {
    expect(nearestParameter(typed, 'v8.2')).toBe(name);
  });
});

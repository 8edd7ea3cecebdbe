import { describe, expect, it } from 'vitest';
import { lineOfPath } from '#config/line-of-path.ts';
import { parsePrices, readPrices } from '#config/read-prices.ts';
import { priceCredits } from '#domain/price.ts';

const FILE = `{
  "operations": { "grid": 10, "reroll": 3 },
  "speeds": { "turbo": 1.1 },
  "versions": { "v8": 1.5, "v8.1": 2 },
  "vendors": {
    "apiframe": {
      "operations": { "imagine": 20 },
      "versions": { "v8": 1 }
    }
  }
}`;

function prices(text = FILE) {
  const outcome = parsePrices(text);
  if (outcome.kind === 'problem') throw new Error(outcome.problem);
  return outcome.prices;
}

function problem(text: string): string {
  const outcome = parsePrices(text);
  return outcome.kind === 'problem' ? outcome.problem : 'none';
}

describe('a price file', () => {
  it.each([
    [{ action: 'imagine', speed: 'fast' }, 10],
    [{ action: 'reroll', speed: 'fast' }, 3],
    // In floating point 10 times 1.1 is a little more than 11.
    [{ action: 'imagine', speed: 'turbo' }, 11],
    // What the file leaves out stays.
    [{ action: 'imagine', speed: 'relax' }, 5],
    [{ action: 'upscale-2x', speed: 'fast' }, 20],
    [{ action: 'imagine', speed: 'fast', version: 'v8.2' }, 15],
    [{ action: 'imagine', speed: 'fast', version: 'v8.1' }, 20],
    [{ action: 'imagine', speed: 'fast', version: 'v7' }, 10],
    [{ action: 'imagine', speed: 'fast', vendor: 'apiframe' }, 20],
    [{ action: 'imagine', speed: 'fast', vendor: 'apiframe', version: 'v8.2' }, 20],
    [{ action: 'vary', speed: 'fast', vendor: 'apiframe' }, 10],
    [{ action: 'imagine', speed: 'fast', vendor: 'midapi' }, 10],
  ] as const)('prices %j at %i', (asked, credits) => {
    expect(priceCredits(asked, prices())).toBe(credits);
  });

  it('may be empty, and may make everything free', () => {
    expect(priceCredits({ action: 'imagine', speed: 'fast' }, prices('{}'))).toBe(8);
    const free = prices('{"operations":{"grid":0}}');
    expect(priceCredits({ action: 'imagine', speed: 'turbo' }, free)).toBe(0);
  });

  it.each([
    ['{\n  "operations": { "grid": 8\n', /is not JSON, line/],
    ['{\n  "operations": {\n    "grid": 8.5\n  }\n}', /line 3, operations\.grid is not a whole/],
    ['{\n  "operations": {\n    "grid": -1\n  }\n}', /line 3, operations\.grid is below 0/],
    ['{\n  "operations": {\n    "gird": 8\n  }\n}', /line 3, operations\.gird is not a known name/],
    ['{\n  "speeds": {\n    "fast": "2"\n  }\n}', /line 3, speeds\.fast is not a number/],
    ['{\n  "speeds": {\n    "fast": 1.0005\n  }\n}', /line 3, speeds\.fast has more than three/],
    ['{\n  "versions": {\n    "v99": 1\n  }\n}', /line 3, versions\.v99 is not a known name/],
    ['{\n\n  "prices": {}\n}', /line 3, prices is not a known name/],
    [
      '{\n "vendors": {\n  "midapi": {\n   "operations": {\n    "grid": 1e12\n}}}}',
      /line 5, vendors\.midapi\.operations\.grid is above/,
    ],
    ['[]', /line 1, the whole/],
  ])('is refused with line and field: %j', (text, expected) => {
    expect(problem(text)).toMatch(expected);
  });

  it('tells every mistake at once', () => {
    const text = '{"operations":{"grid":-1},"speeds":{"fast":-1}}';
    expect(problem(text)).toMatch(/operations\.grid.*; .*speeds\.fast/);
  });

  it('that is not there is a problem, and none at all is not', () => {
    // What was given may be a key that was pasted there.
    expect(readPrices('/nowhere/prices.json')).toEqual({
      kind: 'problem',
      problem: 'cannot be read (ENOENT)',
    });
    expect(readPrices(null).kind).toBe('prices');
  });
});

describe('lineOfPath', () => {
  it.each([
    [['a'], 2],
    [['a', 'b'], 3],
    [['a', '0'], 2],
    [['c', '1', 'd'], 7],
    [['nothing'], 1],
  ])('finds %j in line %i', (path, line) => {
    const text =
      '{\n "a": {\n  "b": "}, \\" {", "e": true\n },\n "c": [ 1,\n  {\n   "d": null } ]\n}';
    expect(lineOfPath(text, path)).toBe(line);
  });
});

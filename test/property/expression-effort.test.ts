/**
 * Every regular expression of the sources against texts that are made to be hard for it. A linear one needs well under
 * a millisecond for 20,000 characters, one that starts anew at each of them half a second.
 */
import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expressionsIn } from '#test/fixtures/regular-expressions.ts';

const CHARACTERS = 20_000;
const LIMIT_MS = 80;
const FILES = globSync(['src/**/*.ts', 'commands/**/*.ts']);

/** What many expressions stumble over, apart from what stands in them. */
const PUMPS = [
  'a',
  '0',
  ' ',
  '\n',
  '-',
  '.',
  ':',
  '/',
  '"',
  '?',
  '&',
  '=',
  '{',
  '(',
  '[',
  '<',
  '*',
].concat(['_', '\\', '|', ',', '一', '\u{1f9a9}', 'a ', ' "', '?a&', 'http://', ' -', '..', '::a']);
const ENDS = ['', '\u0000', '\n', 'a'];

const escapes = /\\(?:[dwsbDWSB]|[pu]\{[^}]*\}|u[0-9a-f]{4})/g;

/** Pieces that are repeated: the expression's own characters and words too. */
function pumpsFor({ source }: RegExp): ReadonlySet<string> {
  const own = source.replace(escapes, '').match(/[^\\^$.*+?()[\]{}|]/g) ?? [];
  const words = source.match(/[A-Za-z0-9:/.-]{2,}/g) ?? [];
  return new Set([...PUMPS, ...words, ...own.flatMap((one) => [one, `a${one}`, `${one} `])]);
}

function timeOf(expression: RegExp, text: string): number {
  const startMs = performance.now();
  expression.lastIndex = 0;
  if (expression.global) text.replace(expression, '');
  else expression.test(text);
  return performance.now() - startMs;
}

/** The text that took longest and too long, again and again; null where there is none. */
function hardTextFor(expression: RegExp): string | null {
  for (const pump of pumpsFor(expression)) {
    for (const end of ENDS) {
      const text = pump.repeat(Math.ceil(CHARACTERS / pump.length)) + end;
      // Once may be the machine's fault.
      if (timeOf(expression, text) < LIMIT_MS) continue;
      if (timeOf(expression, text) < LIMIT_MS) continue;
      if (timeOf(expression, text) >= LIMIT_MS) return JSON.stringify([pump, end]);
    }
  }
  return null;
}

const found = FILES.flatMap(expressionsIn);

test('finds the expressions of the sources', () => {
  expect(found.length).toBeGreaterThan(200);
  expect(found.some(({ path }) => path === 'src/domain/prompt/tokens.ts')).toBe(true);
});

test('tells a quadratic expression from a linear one', () => {
  expect(hardTextFor(/[,;.]+$/)).not.toBeNull();
  expect(hardTextFor(/^[,;.]+$/)).toBeNull();
});

test('no expression that is written in the sources takes more than linear time', () => {
  const slow = found.flatMap(({ path, line, expression }) => {
    const hard = hardTextFor(expression);
    return hard === null ? [] : [`${path}:${line} ${expression} at ${hard}`];
  });
  expect(slow).toEqual([]);
}, 120_000);

test('nor one that is put together there', async () => {
  const made: RegExp[] = [];
  const Plain = globalThis.RegExp;
  class Recorded extends Plain {
    constructor(pattern: string | RegExp, flags?: string) {
      super(pattern, flags);
      made.push(new Plain(this.source, this.flags));
    }
  }
  Object.defineProperty(globalThis, 'RegExp', { value: Recorded, configurable: true });
  try {
    await import('#domain/prompt/reference.ts');
    await import('#domain/prompt/tokens.ts');
  } finally {
    Object.defineProperty(globalThis, 'RegExp', { value: Plain, configurable: true });
  }
  expect(made.length).toBeGreaterThanOrEqual(5);
  expect(made.filter((expression) => hardTextFor(expression) !== null)).toEqual([]);
}, 60_000);

/**
 * `a {red,blue} {cat,dog}` is four prompts. Counting is linear in the text, so that a prompt with millions of
 * permutations is refused before any is built. `\,`, `\{` and `\}` are literal characters, as is an unmatched brace. A
 * JSON object is one prompt.
 */
import type { PromptProblem } from './problem.ts';
import { splitAtParameters } from './tokens.ts';

/** The prompts in order, the last group changing fastest; or their number if there are too many. */
export type Permutations =
  | { readonly kind: 'expanded'; readonly prompts: readonly string[] }
  | { readonly kind: 'too-many'; readonly count: number };

/** The problem with probably misused braces; null if they are valid. */
export function groupProblem(typed: string): PromptProblem | null {
  const text = permuted(typed).text;
  if (!text.includes('{')) return null;
  const barred = /(?<!\\)\{[^{},]*\|[^{},]*\}/.exec(text)?.[0];
  if (barred !== undefined) {
    const corrected = typed.replace(barred, () => barred.replaceAll('|', ','));
    return { kind: 'group-without-commas', typed: barred, corrected };
  }
  const pieces = piecesOf(text);
  const paired = pairedBraces(pieces);
  const isOpen = pieces.some((piece, place) => piece === '{' && !paired.has(place));
  return isOpen ? { kind: 'brace-unclosed' } : null;
}

/** The part that is parsed for groups, and a JSON object before it, which is one prompt with its own braces. */
function permuted(text: string): { readonly before: string; readonly text: string } {
  if (isJsonObject(text)) return { before: text, text: '' };
  if (!text.trimStart().startsWith('{')) return { before: '', text };
  const { head, tail } = splitAtParameters(text);
  return isJsonObject(head) ? { before: head, text: tail } : { before: '', text };
}

function isJsonObject(text: string): boolean {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}') || !trimmed.includes('"')) return false;
  try {
    JSON.parse(trimmed);
    return true;
  } catch {
    // A group of quoted words is not JSON, and is parsed as a group.
    return false;
  }
}

/** All prompts, unless there are more than `max`: then their number, which may be infinity. */
export function expandPermutations(text: string, max: number): Permutations {
  const { before, text: groups } = permuted(text);
  const count = evaluate(groups, COUNTING);
  if (count > max) return { kind: 'too-many', count };
  return {
    kind: 'expanded',
    prompts: evaluate(groups, EXPANDING).map((prompt) => before + prompt),
  };
}

/** Counting and expanding, with the same parser. */
type Algebra<Value> = {
  readonly literal: (text: string) => Value;
  readonly either: (one: Value, other: Value) => Value;
  readonly sequence: (first: Value, second: Value) => Value;
};

const COUNTING: Algebra<number> = {
  literal: () => 1,
  either: (one, other) => one + other,
  sequence: (first, second) => first * second,
};

// No part has more permutations than the whole, so a counted text is safe to expand.
const EXPANDING: Algebra<readonly string[]> = {
  literal: (text) => [text],
  either: (one, other) => [...one, ...other],
  sequence: (first, second) => first.flatMap((start) => second.map((end) => start + end)),
};

/** An open group: the text before it, the options already closed by a comma, the current option. */
type Level<Value> = { options: Value | null; current: Value };

// An explicit stack instead of recursion: thousands of nested braces must not overflow the call stack.
function evaluate<Value>(text: string, algebra: Algebra<Value>): Value {
  const levels: Level<Value>[] = [{ options: null, current: algebra.literal('') }];
  for (const token of tokens(text)) {
    const level = levels.at(-1);
    if (level === undefined) break;
    if (token.kind === 'literal') {
      level.current = algebra.sequence(level.current, algebra.literal(token.text));
    } else if (token.kind === 'open') {
      levels.push({ options: null, current: algebra.literal('') });
    } else if (token.kind === 'next') {
      level.options = joined(level, algebra);
      level.current = algebra.literal('');
    } else {
      levels.pop();
      const outer = levels.at(-1);
      if (outer !== undefined)
        outer.current = algebra.sequence(outer.current, joined(level, algebra));
    }
  }
  return levels[0]?.current ?? algebra.literal(text);
}

const joined = <Value>({ options, current }: Level<Value>, { either }: Algebra<Value>): Value =>
  options === null ? current : either(options, current);

type Token =
  | { readonly kind: 'open' | 'next' | 'close' }
  | { readonly kind: 'literal'; readonly text: string };

/** Literal text, and syntactic braces and commas; braces are always paired. */
function tokens(text: string): readonly Token[] {
  const pieces = piecesOf(text);
  const paired = pairedBraces(pieces);
  const found: Token[] = [];
  let depth = 0;
  // Literals are merged, because each costs as much as there are prompts.
  let plain = '';
  const add = (kind: 'open' | 'next' | 'close') => {
    if (plain !== '') found.push({ kind: 'literal', text: plain });
    plain = '';
    found.push({ kind });
  };
  for (const [place, piece] of pieces.entries()) {
    if (paired.has(place)) {
      depth += piece === '{' ? 1 : -1;
      add(piece === '{' ? 'open' : 'close');
    } else if (piece === ',' && depth > 0) add('next');
    else plain += /^\\[,{}]$/.test(piece) ? piece.slice(1) : piece;
  }
  if (plain !== '') found.push({ kind: 'literal', text: plain });
  return found;
}

const piecesOf = (text: string): readonly string[] =>
  text.match(/\\[,{}]|[,{}]|\\|[^\\,{}]+/g) ?? [];

function pairedBraces(pieces: readonly string[]): ReadonlySet<number> {
  const open: number[] = [];
  const paired = new Set<number>();
  pieces.forEach((piece, place) => {
    if (piece === '{') open.push(place);
    const partner = piece === '}' ? open.pop() : undefined;
    if (partner !== undefined) paired.add(partner).add(place);
  });
  return paired;
}

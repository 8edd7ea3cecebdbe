/**
 * Lists of words that no prompt may contain. Whole words are compared, ignoring case and Unicode form; scripts without
 * spaces, and Korean with its endings, are compared by letters, so that a listed word is also found inside others.
 * Linear in the text: no user's pattern is ever run.
 */

/** Words per list; lists are read with every request. */
export const WORDS_MAX = 500;
/** Length of one word or phrase. */
export const WORD_CHARACTERS_MAX = 50;

const IGNORED = /\p{Default_Ignorable_Code_Point}/gu;
const PARTS =
  /[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]&&[\p{L}\p{M}\p{N}]]|[[\p{L}\p{M}\p{N}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]+/gv;

/**
 * A text normalised for comparison: NFKC, without invisible characters, and case-folded as far as JavaScript can:
 * through upper case, so that ß is ss, and with one small sigma.
 */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .replace(IGNORED, '')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFKC');
}

const partsOf = (text: string): readonly string[] => folded(text).match(PARTS) ?? [];

/** The key that all spellings of a word share; empty for a text without any letter or digit. */
const wordKey = (word: string): string => partsOf(word).join(' ');

/** Parses words typed into one field, separated by commas; words without a letter and too long ones are dropped. */
export function readWords(typed: string): {
  readonly words: readonly string[];
  readonly unusable: readonly string[];
} {
  const all = typed
    .split(/[,;\n\uff0c\u3001\uff1b]/)
    .map((word) => word.trim().replace(/\s+/g, ' '))
    .filter((word) => word !== '');
  const isUsable = (word: string) => word.length <= WORD_CHARACTERS_MAX && wordKey(word) !== '';
  return {
    words: all.filter(isUsable),
    unusable: all.filter((word) => !isUsable(word)),
  };
}

/** The list after adding and removing words, without two spellings of one word. */
export function changedWords(
  list: readonly string[],
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): readonly string[] {
  const byKey = new Map(list.map((word) => [wordKey(word), word]));
  for (const word of remove) byKey.delete(wordKey(word));
  for (const word of add) if (!byKey.has(wordKey(word))) byKey.set(wordKey(word), word);
  return [...byKey.values()];
}

/** The words that are not on the list in any spelling. */
export function unlistedWords(
  list: readonly string[],
  words: readonly string[],
): readonly string[] {
  const keys = new Set(list.map(wordKey));
  return words.filter((word) => !keys.has(wordKey(word)));
}

/** Finds the first word of a list in a text, in the list's spelling; null if there is none. */
export type WordFinder = (text: string) => string | null;

type Branch = { word: string | null; readonly next: Map<string, Branch> };

/** A finder for the list. Building it is expensive, so it is cached with the list. */
export function wordFinder(list: readonly string[]): WordFinder {
  const root: Branch = { word: null, next: new Map() };
  for (const word of list) {
    let branch = root;
    for (const part of partsOf(word)) {
      const next = branch.next.get(part) ?? { word: null, next: new Map() };
      branch.next.set(part, next);
      branch = next;
    }
    if (branch !== root) branch.word ??= word;
  }
  if (root.next.size === 0) return () => null;
  return (text) => {
    const parts = partsOf(text);
    for (let from = 0; from < parts.length; from++) {
      let branch: Branch | undefined = root;
      for (let place = from; branch !== undefined; place++) {
        if (branch.word !== null) return branch.word;
        branch = branch.next.get(parts[place] ?? '');
      }
    }
    return null;
  };
}

/**
 * Lists of words that no prompt may hold. Compared are whole words, whatever their case and their form in Unicode;
 * scripts that are written without spaces, and Korean with its endings, are compared letter by letter, so that a listed
 * word is found inside others there. Linear in the text: no pattern of anybody's is ever run.
 */

/** Words on one list; a list is read with every request. */
export const WORDS_MAX = 500;
/** Of one word or phrase. */
export const WORD_CHARACTERS_MAX = 50;

const IGNORED = /\p{Default_Ignorable_Code_Point}/gu;
const PARTS =
  /[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]&&[\p{L}\p{M}\p{N}]]|[[\p{L}\p{M}\p{N}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]+/gv;

/**
 * A text as it is compared: compatible forms made one (NFKC), invisible characters left out, and case folded as far as
 * JavaScript can: by way of the capitals, so that ß is ss, and with one small sigma.
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

/** What makes two spellings one word; empty for a text without any letter or digit. */
export const wordKey = (word: string): string => partsOf(word).join(' ');

/** Words as they are typed into one field, with commas between them; nothing that has no letter or is too long. */
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

/** The list after words were added and others removed, without two spellings of one word. */
export function changedWords(
  list: readonly string[],
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): readonly string[] {
  const byKey = new Map(list.map((word) => [wordKey(word), word]));
  for (const word of remove) byKey.delete(wordKey(word));
  for (const word of add) if (!byKey.has(wordKey(word))) byKey.set(wordKey(word), word);
  return [...byKey.values()];
}

/** Of some words, those that the list holds in no spelling. */
export function unlistedWords(
  list: readonly string[],
  words: readonly string[],
): readonly string[] {
  const keys = new Set(list.map(wordKey));
  return words.filter((word) => !keys.has(wordKey(word)));
}

/** Finds the first word of a list in a text, as the list spells it; null where it holds none. */
export type WordFinder = (text: string) => string | null;

type Branch = { word: string | null; readonly next: Map<string, Branch> };

/** A finder for the list: the work is in making it, so that it is kept with the list. */
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

import type { ParameterName } from './flag.ts';
import { FLAGS, SPELLINGS } from './flags.ts';
import { isVersionIn, type Version } from './version.ts';

// Longer words are not misspellings of any name, and comparing costs the product of both lengths.
const WORD_LENGTH_MAX = 20;

/**
 * The parameter most likely meant by `word` (without dashes); null if none is similar, or if the most similar one is
 * not supported by this version, since that suggestion would be refused too.
 */
export function nearestParameter(word: string, version: Version): ParameterName | null {
  const typed = word.toLowerCase();
  if (typed === '' || typed.length > WORD_LENGTH_MAX) return null;
  const name = gluedTo(typed) ?? closestTo(typed, version);
  return name !== null && isUsable(name, version) ? name : null;
}

const isUsable = (name: ParameterName, version: Version): boolean =>
  isVersionIn(version, FLAGS[name].versions);

/** `--ar16:9` and `--s=50`: the name is right, the space is missing. */
function gluedTo(typed: string): ParameterName | null {
  const letters = /^([a-z]+)[\d=:.]/.exec(typed)?.[1];
  return letters === undefined ? null : (SPELLINGS.get(letters) ?? null);
}

function closestTo(typed: string, version: Version): ParameterName | null {
  const allowed = typed.length <= 3 ? 1 : 2;
  const near = [...SPELLINGS]
    .filter(([spelling]) => spelling.length > 1)
    .map(([spelling, name]) => ({ name, distance: distanceTo(typed, spelling) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((one, other) => one.distance - other.distance);
  const nearest = near.filter(({ distance }) => distance === near[0]?.distance);
  return (nearest.find(({ name }) => isUsable(name, version)) ?? nearest[0])?.name ?? null;
}

/** Prefixes and compounds such as `--styl` and `--aspectratio` count as one edit, however many letters differ. */
const distanceTo = (typed: string, spelling: string): number =>
  spelling.length > 2 &&
  typed.length > 2 &&
  (spelling.startsWith(typed) || typed.startsWith(spelling))
    ? 1
    : editDistance(typed, spelling);

/** The edit distance: letters inserted, deleted, replaced or transposed. */
export function editDistance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= other.length; column += 1) {
      const changed = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + changed,
          swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(one.length, other.length);
}

/** A typed list: its names, or the first unknown one. */
export type NamesOutcome<Name extends string> =
  | { readonly kind: 'names'; readonly names: readonly Name[] }
  | { readonly kind: 'unknown'; readonly name: string };

/** Reads `relax, fast`; `all` is the empty list, which sets no limit. */
export function readNames<Name extends string>(
  text: string,
  known: readonly Name[],
): NamesOutcome<Name> {
  const typed = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((name) => name !== '');
  if (typed.length === 0 || typed.includes('all')) return { kind: 'names', names: [] };
  const names: Name[] = [];
  for (const name of typed) {
    const found = known.find((each) => each === name);
    if (found === undefined) return { kind: 'unknown', name };
    if (!names.includes(found)) names.push(found);
  }
  return { kind: 'names', names };
}

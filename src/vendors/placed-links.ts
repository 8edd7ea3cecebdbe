import { CELLS, type Cell } from '#domain/geometry.ts';

/** A picture's link with the place it belongs to. */
export type PlacedLink = { readonly cell: Cell; readonly url: string };

/** The picture behind a link. */
export const sourceOf = (url: string) => ({ kind: 'url', url }) as const;

/** The same pictures as a step's output names them. */
export const placedSources = (links: readonly PlacedLink[]) =>
  links.map(({ cell, url }) => ({ cell, source: sourceOf(url) }));

/** Whether a vendor's value is a link at all. */
export const isLink = (value: unknown): value is string =>
  typeof value === 'string' && /^https?:\/\//.test(value);

/**
 * The links in their cells. Where every file name tells its place (as the pattern captures it, counted from
 * `first`), a missing picture moves no other; names that tell nothing are taken in their order.
 */
export function placedLinks(
  urls: readonly string[],
  pattern: RegExp,
  first: 0 | 1 = 0,
): readonly PlacedLink[] {
  const named = urls.map((url) => pattern.exec(url)?.[1]);
  const tells = new Set(named).size === urls.length && !named.includes(undefined);
  return urls.flatMap((url, place) => {
    const cell = CELLS[tells ? Number(named[place]) - first : place];
    return cell === undefined ? [] : [{ cell, url }];
  });
}

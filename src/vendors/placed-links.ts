import { CELLS, type Cell } from '#domain/geometry.ts';
import type { VendorParent } from '#ports/vendor.ts';

/** A picture's link and its cell. */
export type PlacedLink = { readonly cell: Cell; readonly url: string };

/** The usable lifetime of links that expire after about a day: one that expires soon may do so before it is fetched. */
export const LINKS_OF_A_DAY_MS = 23 * 60 * 60_000;

/** The same for links of fifteen days. */
export const LINKS_OF_TWO_WEEKS_MS = 14 * 24 * 60 * 60_000;

/** The link of the parent's picture in that cell; undefined if there is none or it has expired. */
export const unexpiredLink = (
  links: readonly { readonly cell: number; readonly url: string }[],
  wanted: number,
  { ageMs = 0 }: Pick<VendorParent, 'ageMs'>,
  lastsMs: number,
): string | undefined =>
  ageMs < lastsMs ? links.find(({ cell }) => cell === wanted)?.url : undefined;

/** The picture behind a link. */
export const sourceOf = (url: string) => ({ kind: 'url', url }) as const;

/** The pictures in the form of a step's output. */
export const placedSources = (links: readonly PlacedLink[]) =>
  links.map(({ cell, url }) => ({ cell, source: sourceOf(url) }));

/** Whether a vendor's value is an HTTP link. */
export const isLink = (value: unknown): value is string =>
  typeof value === 'string' && /^https?:\/\//.test(value);

/**
 * Assigns links to cells. If every file name contains its position (captured by the pattern, counted from `first`), a
 * missing picture shifts no other; otherwise links are numbered in order. A list of more than four contains something
 * else, such as the grid: then only the links with a position count, if there are any.
 */
export function placedLinks(
  urls: readonly string[],
  pattern: RegExp,
  first: 0 | 1 = 0,
): readonly PlacedLink[] {
  const numbered = urls.length > CELLS.length ? urls.filter((url) => pattern.test(url)) : [];
  const pictures = numbered.length > 0 ? numbered : urls;
  const named = pictures.map((url) => pattern.exec(url)?.[1]);
  const tells = new Set(named).size === pictures.length && !named.includes(undefined);
  return pictures.flatMap((url, place) => {
    const cell = CELLS[tells ? Number(named[place]) - first : place];
    return cell === undefined ? [] : [{ cell, url }];
  });
}

/** Fetches a vendor's output into memory: from its links, or cropped from the composite if there are none. */
import type { AppContext } from '#application/app-context.ts';
import type { SourceOutcome } from '#application/requests/fetch-source.ts';
import { CELLS, type Cell } from '#domain/geometry.ts';
import type { PictureSource, VendorOutput } from '#ports/vendor.ts';

/** A file and its cell. */
export type CellBytes = { readonly cell: Cell; readonly bytes: Uint8Array };

type CellsOutcome =
  | { readonly kind: 'fetched'; readonly cells: readonly CellBytes[] }
  | Extract<SourceOutcome, { readonly kind: 'unavailable' }>;

/** One of the vendor's pictures or videos, fetched over HTTP or from the vendor. */
export type FetchOne = (
  source: PictureSource,
  wanted: 'pictures' | 'videos',
) => Promise<SourceOutcome>;

/**
 * All pictures, concurrently; cropped from the composite if the vendor returned nothing else, or if one of the four
 * links stays dead while the composite's works.
 */
export async function fetchCells(
  context: Pick<AppContext, 'pictures'>,
  fetch: FetchOne,
  { pictures, composite }: VendorOutput,
  mayCut: boolean,
): Promise<CellsOutcome> {
  if (pictures.length === 0 && composite !== null) return cutFrom(context, fetch, composite);
  const fetched = await fetchAll(pictures, (source) => fetch(source, 'pictures'));
  const isCut = fetched.kind === 'unavailable' && mayCut && pictures.length === CELLS.length;
  if (!isCut || composite === null) return fetched;
  const cut = await cutFrom(context, fetch, composite);
  return cut.kind === 'fetched' ? cut : fetched;
}

async function cutFrom(
  context: Pick<AppContext, 'pictures'>,
  fetch: FetchOne,
  composite: PictureSource,
): Promise<CellsOutcome> {
  const whole = await fetch(composite, 'pictures');
  if (whole.kind === 'unavailable') return whole;
  const cut = await context.pictures.cutCells(whole.bytes);
  if (cut === null) {
    return { kind: 'unavailable', detail: 'the composite is damaged', isPermanent: true };
  }
  const cells = CELLS.flatMap((cell, place): readonly CellBytes[] => {
    const bytes = cut[place];
    return bytes === undefined ? [] : [{ cell, bytes }];
  });
  return { kind: 'fetched', cells };
}

/** Videos in the vendor's order; more than four would have no buttons. */
export function fetchVideos(fetch: FetchOne, output: VendorOutput): Promise<CellsOutcome> {
  const videos = CELLS.flatMap((cell, place) => {
    const source = output.videos?.[place];
    return source === undefined ? [] : [{ cell, source }];
  });
  return fetchAll(videos, (source) => fetch(source, 'videos'));
}

async function fetchAll(
  wanted: readonly { readonly cell: Cell; readonly source: PictureSource }[],
  fetch: (source: PictureSource) => Promise<SourceOutcome>,
): Promise<CellsOutcome> {
  const outcomes = await Promise.all(
    wanted.map(async ({ cell, source }) => ({ cell, outcome: await fetch(source) })),
  );
  const cells: CellBytes[] = [];
  const missing = outcomes.flatMap(({ outcome }) =>
    outcome.kind === 'unavailable' ? [outcome] : [],
  );
  const [first] = missing;
  // One permanently missing file makes the whole result permanently unavailable.
  if (first !== undefined) return missing.find(({ isPermanent }) => isPermanent) ?? first;
  for (const { cell, outcome } of outcomes) {
    if (outcome.kind === 'fetched') cells.push({ cell, bytes: outcome.bytes });
  }
  return { kind: 'fetched', cells };
}

import type { RequestOutcome } from './accept-job.ts';

/** What became of one of several jobs that were asked for at once, or of those that were not started. */
export type BatchOutcome =
  | RequestOutcome
  /** Always the last. `left`: so many more were certainly not started. The error is to be thrown once that was told. */
  | { readonly kind: 'broken'; readonly error: unknown; readonly left: number };

/** Starts one job after the other; the first that is refused, or that ends in an error after another was started, is the last. */
export async function startEach<Item>(
  items: readonly Item[],
  start: (item: Item, place: number) => Promise<RequestOutcome>,
): Promise<readonly BatchOutcome[]> {
  const outcomes: BatchOutcome[] = [];
  for (const [place, item] of items.entries()) {
    try {
      outcomes.push(await start(item, place));
    } catch (error) {
      if (place === 0) throw error;
      // The one that failed may be saved: where the answer of a database was lost, nobody knows.
      return [...outcomes, { kind: 'broken', error, left: items.length - place - 1 }];
    }
    if (outcomes.at(-1)?.kind === 'rejected') break;
  }
  return outcomes;
}

import type { RequestOutcome } from './accept-job.ts';

/** The outcome of one job of a batch, or of the jobs that were not started. */
export type BatchOutcome =
  | RequestOutcome
  /** Always the last. `left` more jobs were certainly not started. The error must be thrown once the outcomes are shown. */
  | { readonly kind: 'broken'; readonly error: unknown; readonly left: number };

/** Starts jobs one after another, up to the first refusal or an error. An error at the first job is thrown. */
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
      // The failed job may have been saved, if only the database's answer was lost.
      return [...outcomes, { kind: 'broken', error, left: items.length - place - 1 }];
    }
    if (outcomes.at(-1)?.kind === 'rejected') break;
  }
  return outcomes;
}

import { actionRow } from '#domain/action.ts';
import type { Job, JobRequest } from '#domain/job.ts';
import type { Store } from '#ports/store.ts';
import type { Seeded } from './seeded.ts';
import { isFollowedUp, type VendorNature } from './simulated-vendor.ts';

export type SimulatedRequest = { readonly request: JobRequest; readonly parent: Job | null };

const ZOOMED = 'zoom-2x';

/**
 * What somebody asks for next: a grid; where pictures are followed up, also pictures out of the
 * first grid that is done, few enough to meet again, and zooms of these. Null: nothing to press yet.
 */
export async function nextRequest(
  world: { readonly store: Store; readonly random: Seeded; readonly nature: VendorNature },
  jobs: readonly Job[],
): Promise<SimulatedRequest | null> {
  const { store, random, nature } = world;
  // Its own words for each, by which the auditor tells orders apart.
  const prompt = `lighthouse ${jobs.length}`;
  const grid = { action: 'imagine', cell: null, prompt, speed: 'fast' } as const;
  if (!isFollowedUp(nature)) return { request: grid, parent: null };
  const current = (await Promise.all(jobs.map(({ id }) => store.findJob(id)))).filter(
    (job) => job !== null,
  );
  const grids = current.filter(({ request }) => request.action === 'imagine');
  const parent = grids.find(({ state }) => state === 'done');
  if (parent === undefined) {
    return grids.every(({ state }) => state === 'failed') ? { request: grid, parent: null } : null;
  }
  const singles = current.filter(
    ({ request, state }) => actionRow(request.action).fromArchive && state === 'done',
  );
  if (singles.length === 0 || random.chance(0.2)) {
    const cell = random.pick([2, 3] as const);
    return { request: { ...grid, action: 'upscale', cell }, parent };
  }
  return { request: { ...grid, action: ZOOMED }, parent: random.pick(singles) };
}

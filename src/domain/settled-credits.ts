import { actionRow } from './action.ts';
import { CELLS } from './geometry.ts';
import type { Job } from './job.ts';

/**
 * The final price of a job. A grid with fewer than four pictures (the vendor's filters may withhold one) is charged pro
 * rata, rounded up; never more than was reserved.
 */
export function settledCredits({
  priceCredits,
  request,
  result,
}: Pick<Job, 'priceCredits' | 'request' | 'result'>): number {
  if (result?.kind !== 'grid' || actionRow(request.action).makes !== 'grid') return priceCredits;
  const made = result.cells.length;
  if (made === 0 || made >= CELLS.length) return priceCredits;
  return Math.ceil((priceCredits * made) / CELLS.length);
}

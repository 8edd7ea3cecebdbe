import { actionRow } from './action.ts';
import { CELLS } from './geometry.ts';
import type { Job } from './job.ts';

/**
 * What a job that is done costs. Where a grid was asked for and fewer than four pictures came (one
 * may be withheld by the vendor's filters), it is paid pro rata, rounded up; never more than was
 * reserved.
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

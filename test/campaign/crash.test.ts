/**
 * How: the short form of `npm run crash`, at the vendor with the least help: no idempotency keys, no list of its jobs. The
 * bot is killed twenty times, at steps and at instants of chance, and everything is judged from outside.
 */
import { expect, it } from 'vitest';
import { runCrashes } from './crash-run.ts';

const KILLS = 20;

it('keeps its promises through twenty kills', { timeout: 900_000 }, async () => {
  const run = await runCrashes({ vendor: 'midapi', seed: 7, kills: KILLS, paceMs: 1_500 });
  expect(run.violations).toEqual([]);
  expect(run.kills).toBe(KILLS);
  // Otherwise nothing was tried.
  expect(run.stepKills).toBeGreaterThan(2);
  expect(run.figures.jobs).toBeGreaterThan(10);
  expect(run.figures.delivered).toBeGreaterThan(5);
});
